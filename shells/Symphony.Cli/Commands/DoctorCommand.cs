using System.CommandLine;
using System.Linq;
using Spectre.Console;
using Symphony.Cli.Doctor;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony doctor</c>: what is here, what is missing, and the command that mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var runs = SharedOptions.Runs();
        var command = new Command(
            "doctor",
            "Show SDK, processor, native libraries and disk, and the command that mends each lack; exit code 3 when one is found.")
        {
            runs,
        };
        command.SetAction(parsed =>
        {
            var findings = Examination.Of(SharedOptions.RunsFolder(parsed.GetValue(runs)));
            foreach (var finding in findings)
            {
                var mark = finding.IsSound ? "[green]ok  [/]" : "[red]lack[/]";
                terminal.Output.Markup($"{mark} [bold]{Markup.Escape(finding.Subject),-14}[/]");
                terminal.WriteRaw($"{finding.Detail}\n");
                if (finding.Mend.Length > 0)
                    terminal.WriteRaw($"     {"",-14}mend: {finding.Mend}\n");
            }

            return findings.All(finding => finding.IsSound) ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }
}
