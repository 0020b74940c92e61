using System.CommandLine;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony verify</c>: is a run folder as the run left it?</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("RUN") { Description = "A run folder, runs/NAME/HASH." };
        var command = new Command(
            "verify",
            "Compare every file of a run folder with its manifest; exit code 3 when one differs, is missing or was added.")
        {
            folder,
        };
        command.SetAction(parsed =>
        {
            var verification = RunVerifier.Verify(parsed.GetRequiredValue(folder));
            foreach (var fault in verification.Faults)
                terminal.WriteRaw(fault.Sentence + "\n");
            terminal.WriteRaw(
                verification.IsIntact
                    ? $"{verification.FilesChecked} files are as the run left them\n"
                    : $"{verification.Faults.Count} of {verification.FilesChecked} files are not as the run left them\n");
            return verification.IsIntact ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }
}
