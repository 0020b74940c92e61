using System.CommandLine;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony verify</c>: is a run folder as the run left it?</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = SharedOptions.Run("RUN");
        var runs = SharedOptions.Runs();
        var recompute = new Option<bool>("--recompute")
        {
            Description = "Carry the run out again from its configuration and inputs, and compare every output bit for bit.",
        };
        var threads = SharedOptions.Threads();
        var command = new Command(
            "verify",
            """
            Compare every file of a run folder with its manifest; exit code 3 when one differs, is missing or was added.

                symphony verify latest
                symphony verify runs/my-run/*
            """)
        {
            folder, recompute, runs, threads,
        };
        command.SetAction(parsed =>
        {
            var run = RunReference.Resolve(SharedOptions.RunsFolder(parsed.GetValue(runs)), parsed.GetRequiredValue(folder));
            var verification = parsed.GetValue(recompute)
                ? Recompute(terminal, run, SharedOptions.AtLeastOne(parsed.GetValue(threads)))
                : RunVerifier.Verify(run);
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

    private static Verification Recompute(Terminal terminal, string run, int threads)
    {
        using var shutdown = new Shutdown();
        return ProgressView.During(
            terminal,
            progress => RunVerifier.Recompute(run, threads, terminal.Time, progress, shutdown.Token));
    }
}
