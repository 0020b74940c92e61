using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony trials</c>: what was tried in a study, and what that makes of its best result.</summary>
internal static class TrialsCommand
{
    /// <summary>Each time the ledger is read and checked whole, so columns one by one would take ever longer.</summary>
    private const int ColumnsAtOnce = 16;

    public static Command Create(Terminal terminal)
    {
        var study = new Argument<string?>("STUDY")
        {
            Description = "A study: its configuration's 'study', or its name (default: list all).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var verify = new Option<bool>("--verify")
        {
            Description = "Follow the ledger's chain to its head, compare every file of returns and look up the record of every finished run.",
        };
        var record = new Option<string?>("--record")
        {
            Description = "Record each column of returns in a CSV or Parquet file as a trial; its name stands for its configuration.",
            HelpName = "FILE",
        };
        var date = new Option<string?>("--date") { Description = "The date column of that file (default: the first).", HelpName = "NAME" };
        var runs = SharedOptions.Runs();
        var json = SharedOptions.Json();
        var threads = SharedOptions.Threads();
        var command = new Command(
            "trials",
            """
            List what was tried in a study, and what that makes of its best result.

            Every run appends its outcome to the ledger of its study. A trial is a distinct configuration whose
            net returns were computed; a change of costs alone, a repeat, the fits of splits, evaluations inside
            training sets and paths are recorded and not counted. The deflated Sharpe ratio rests on it.

                symphony trials                                   all studies
                symphony trials momentum                          one, with its effective number of trials and PBO
                symphony trials momentum --verify                 exit code 3 when the ledger was changed or cut
                symphony trials momentum --record returns.csv     trials that were computed elsewhere
            """)
        {
            study, verify, record, date, runs, json, threads,
        };
        command.SetAction(parsed =>
        {
            var folder = SharedOptions.RunsFolder(parsed.GetValue(runs));
            var name = parsed.GetValue(study);
            if (name is null)
            {
                if (parsed.GetValue(verify) || parsed.GetValue(record) is not null)
                    throw new RefusedException("STUDY", "--verify and --record need the name of a study; symphony trials lists them");
                return List(terminal, folder, parsed.GetValue(json));
            }

            if (parsed.GetValue(verify)) return Verify(terminal, folder, name, parsed.GetValue(json));
            if (parsed.GetValue(record) is { } file) Record(terminal, folder, name, file, parsed.GetValue(date));
            return Show(terminal, folder, name, parsed.GetValue(json), SharedOptions.AtLeastOne(parsed.GetValue(threads)));
        });
        return command;
    }

    private static int List(Terminal terminal, string folder, bool asJson)
    {
        var studies = new List<StudyPage>();
        var refusals = new List<LedgerRefusedException>();
        foreach (var study in TrialStore.Studies(folder))
        {
            try
            {
                studies.Add(StudyPage.Of(TrialStore.Read(folder, study), null));
            }
            catch (LedgerRefusedException refused)
            {
                refusals.Add(refused);
            }
        }

        if (asJson && refusals.Count == 0)
        {
            terminal.WriteRaw(StudyPage.ToJson(studies));
            return ExitCode.Done;
        }

        if (studies.Count + refusals.Count == 0)
        {
            terminal.WriteRaw($"no trial was recorded in {folder}; symphony demo makes one\n");
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("study");
        foreach (var column in (string[])["trials", "records", "variance of Sharpe per bar", "best by luck, per bar"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var page in studies)
        {
            table.AddRow(
                Markup.Escape(page.Study), Figure.Count(page.Trials), Figure.Count(page.Records.Count), Small(page.SharpeVariance), Small(page.ExpectedMaximumSharpe));
        }

        if (studies.Count > 0 && !asJson) terminal.Output.Write(table);
        // A study that was tampered with does not hide the others, and is not passed over.
        return refusals.Count == 0 ? ExitCode.Done : throw refusals[0];
    }

    private static int Show(Terminal terminal, string folder, string study, bool asJson, int threads)
    {
        var store = Held(folder, study);
        using var shutdown = new Shutdown();
        var last = store.Ledger.Records.LastOrDefault(record => record.IsOutcome);
        var page = StudyPage.Of(store, last is null ? null : store.Compare(last, threads, shutdown.Token));
        if (asJson)
        {
            terminal.WriteRaw(page.ToJson());
            return ExitCode.Done;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("#").RightAligned()).AddColumn("kind").AddColumn(new TableColumn("how many").RightAligned())
            .AddColumn("configuration").AddColumn(new TableColumn("Sharpe per bar").RightAligned())
            .AddColumn(new TableColumn("bars").RightAligned()).AddColumn("from").AddColumn("to").AddColumn("record");
        foreach (var record in page.Records)
        {
            table.AddRow(
                Figure.Count(record.Number),
                record.Kind,
                Figure.Count(record.Count),
                Short(record.Configuration),
                Small(record.SharpePerBar),
                record.Bars is { } bars ? Figure.Count(bars) : "",
                record.From ?? "",
                record.To ?? "",
                Short(record.Hash));
        }

        terminal.Output.Write(table);
        terminal.WriteRaw($"  study {page.Study}: {page.Statement}\n");
        terminal.WriteRaw($"  variance of their Sharpe ratios per bar {Small(page.SharpeVariance)}; the best of them reaches {Small(page.ExpectedMaximumSharpe)} per bar by luck\n");
        if (page.Comparison is { } trials)
        {
            terminal.WriteRaw($"  {trials.EffectiveStatement()}\n  the last outcome: deflated Sharpe {Figure.Probability(page.DeflatedSharpeRatio)} at N, {Figure.Probability(trials.DeflatedSharpeRatio)} at the effective number\n");
            terminal.WriteRaw($"  probability of backtest overfitting: {trials.OverfittingStatement()}\n");
        }

        terminal.WriteRaw($"  recorded and not counted: {Figure.Count(page.SplitFits)} fits of splits, {Figure.Count(page.InnerEvaluations)} evaluations inside training sets, {Figure.Count(page.Paths)} paths\n");
        terminal.WriteRaw($"  head {page.Head}\n");
        if (!store.HasHead)
            terminal.WriteRaw("  an earlier version wrote this ledger: until the next record nothing tells whether records were cut from its end\n");
        return ExitCode.Done;
    }

    private static int Verify(Terminal terminal, string folder, string study, bool asJson)
    {
        if (!TrialStore.Studies(folder).Contains(study)) Held(folder, study);
        var verification = LedgerVerifier.Verify(folder, study);
        if (asJson)
        {
            terminal.WriteRaw(StudyPage.ToJson(verification));
            return verification.IsIntact ? ExitCode.Done : ExitCode.FaultFound;
        }

        foreach (var fault in verification.Faults)
            terminal.WriteRaw(fault + "\n");
        terminal.WriteRaw(
            verification.IsIntact
                ? $"the ledger of {study} is as it was written: {verification.Records} records, {verification.ReturnFiles} files of returns, {verification.Runs} runs that rest on it\n"
                : $"the ledger of {study} is not as it was written: {verification.Faults.Count} faults\n");
        return verification.IsIntact ? ExitCode.Done : ExitCode.FaultFound;
    }

    /// <summary>Records a few columns at a time, and says so once they are safe.</summary>
    private static void Record(Terminal terminal, string folder, string study, string file, string? date)
    {
        using var shutdown = new Shutdown();
        var data = ReturnsReader.Read(new ReturnsSource { File = file, DateColumn = date }, shutdown.Token);
        foreach (var some in data.Names.Zip(data.Returns).Chunk(ColumnsAtOnce))
        {
            TrialStore.Append(folder, study, [.. some.Select(column => Outcome(data, column.First, column.Second))], shutdown.Token);
            foreach (var (name, _) in some)
                terminal.Error.Profile.Out.Writer.WriteLine($"recorded {name}");
        }
    }

    private static TrialWork Outcome(ReturnsData data, string name, double[] returns)
    {
        var configuration = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var series = TradedReturns.Of(data.Stamps.Span, data.SessionDates.Span, returns, []);
        return TrialWork.Outcome(configuration, configuration, data.Input.Sha256, series);
    }

    private static TrialStore Held(string folder, string study)
    {
        var store = TrialStore.Read(folder, study);
        if (store.Ledger.Records.Count > 0) return store;
        var known = TrialStore.Studies(folder);
        throw new RefusedException("STUDY", known.Count == 0
            ? $"no trial was recorded in {folder}; symphony run and symphony trials STUDY --record FILE do"
            : $"the study '{study}' has no ledger in {folder}; the nearest is '{NearestKey.Of(study, known)}'");
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static string Small(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";
}
