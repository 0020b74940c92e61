using System;
using System.CommandLine;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony runs gc</c>: finished stages go until the rest is within a budget.</summary>
internal static class CollectCommand
{
    /// <summary>How much finished stages may hold; every run keeps to it.</summary>
    public const string BudgetVariable = "SYMPHONY_STAGE_BUDGET";

    private const int ShownStages = 20;

    public static Command Create(Terminal terminal)
    {
        var keep = new Option<string?>("--keep")
        {
            Description = $"How much may stay: 500MB, 2GB, 1.5GiB, 0 (default: {BudgetVariable}).",
            HelpName = "SIZE",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Print what would go, and remove nothing." };
        var runs = SharedOptions.Runs();
        var command = new Command(
            "gc",
            $"""
            Remove finished stages until those that stay hold no more than a size.

            The least recently used go first, and before them those that no finished run used. Run folders, their
            reports and the ledgers are never touched; a stage that went is computed again, with the same bytes, when
            a run needs it. Stages of a run in progress stay.

                symphony runs gc --keep 2GB --dry-run
                symphony runs gc --keep 2GB

            With {BudgetVariable}=2GB in the environment every symphony run ends with this.
            """)
        {
            keep, dry, runs,
        };
        command.SetAction(parsed =>
        {
            var budget = parsed.GetValue(keep) is { } given ? ByteSize.Parse("--keep", given)
                : OfEnvironment() ?? throw new RefusedException("--keep", $"--keep is missing, and {BudgetVariable} is not set; {ByteSize.Accepted} is accepted");
            var isDry = parsed.GetValue(dry);
            using var shutdown = new Shutdown();
            var outcome = StageCache.Collect(SharedOptions.ExistingRunsFolder(parsed.GetValue(runs)), budget, isDry, shutdown.Token);
            terminal.WriteRaw(Text(outcome, isDry));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The budget that the environment names; null when it names none.</summary>
    public static long? OfEnvironment() =>
        Environment.GetEnvironmentVariable(BudgetVariable) is { Length: > 0 } named ? ByteSize.Parse(BudgetVariable, named) : null;

    /// <summary>Keeps a runs folder to the budget that the environment names, and says what went.</summary>
    public static void AfterRun(Terminal terminal, string runsFolder, long? budget, CancellationToken stop)
    {
        if (budget is not { } most) return;
        var outcome = StageCache.Collect(runsFolder, most, dryRun: false, stop);
        if (outcome.Removed.Count > 0)
            terminal.Error.Profile.Out.Writer.WriteLine($"{Count(outcome.Removed.Count)} removed, {ByteSize.Text(outcome.Freed)} freed: {BudgetVariable} is {ByteSize.Text(most)}");
    }

    private static string Text(GarbageOutcome outcome, bool isDry)
    {
        var text = new StringBuilder();
        foreach (var stage in outcome.Removed.Take(ShownStages))
        {
            var whose = !stage.IsWhole ? "not whole" : stage.Runs.Count == 0 ? "no finished run" : string.Join(", ", stage.Runs.Take(2)) + (stage.Runs.Count > 2 ? $" and {stage.Runs.Count - 2} more" : "");
            text.Append($"  {stage.Stage,-10}{stage.Key[..Math.Min(12, stage.Key.Length)],-14}{ByteSize.Text(stage.Bytes),8}  used {Figure.Time(stage.LastUsed)}  {whose}\n");
        }

        if (outcome.Removed.Count > ShownStages) text.Append($"  and {Figure.Count(outcome.Removed.Count - ShownStages)} more\n");
        var verb = isDry ? "would go" : "removed";
        text.Append(outcome.Removed.Count == 0
            ? $"nothing to remove: {Count(outcome.Kept.Count)}, {ByteSize.Text(outcome.Left)}\n"
            : $"{Count(outcome.Removed.Count)} {verb}, {ByteSize.Text(outcome.Freed)} freed; {Count(outcome.Kept.Count)} {(isDry ? "would stay" : outcome.Kept.Count == 1 ? "stays" : "stay")}, {ByteSize.Text(outcome.Left)}\n");
        if (!outcome.IsWithinBudget) text.Append($"more than {ByteSize.Text(outcome.Budget)}: runs in progress hold {Count(outcome.Kept.Count(stage => stage.IsInUse))}\n");
        return text.ToString();
    }

    private static string Count(int stages) => stages == 1 ? "1 stage" : $"{Figure.Count(stages)} stages";
}
