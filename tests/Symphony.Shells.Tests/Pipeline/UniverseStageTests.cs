using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Data;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Runs and backtests of the names that are in a universe.</summary>
[TestFixture]
public sealed class UniverseStageTests
{
    private const int LeavesAt = 400;
    private const int JoinsAt = 200;

    private TemporaryFolder folder = null!;
    private string[] dates = null!;
    private string[] symbols = null!;
    private string plain = null!;
    private string dated = null!;
    private Session without = null!;
    private Session with = null!;

    [OneTimeSetUp]
    public void RunBoth()
    {
        folder = new TemporaryFolder();
        plain = SmallMarket.Write(folder.Path);
        var rows = File.ReadAllLines(folder.Of("bars.csv"))[1..].Select(row => row.Split(',')).ToArray();
        dates = [.. rows.Select(row => row[0]).Distinct()];
        symbols = [.. rows.Select(row => row[1]).Distinct()];
        // The first name leaves, the second joins, a member of the beginning has no bars, all others are members all the time.
        File.WriteAllLines(folder.Of("members.csv"),
        [
            "symbol,from,to", $"{symbols[0]},,{dates[LeavesAt - 1]}", $"{symbols[1]},{dates[JoinsAt]},", $"GONE,,{dates[60]}",
            .. symbols[2..].Select(symbol => $"{symbol},,"),
        ]);
        dated = folder.Of("dated.yaml");
        File.WriteAllText(dated, File.ReadAllText(plain) + "universe: { membership: members.csv, minHistory: 30 }\n");
        without = Session.Of("run", plain, "--runs", folder.Of("runs"));
        with = Session.Of("run", dated, "--runs", folder.Of("runs"));
        Assert.That((without.ExitCode, with.ExitCode), Is.EqualTo((0, 0)), without.Error + with.Error);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    private static string FolderOf(Session run) =>
        run.Output.Split('\n').Single(line => line.StartsWith("  run     ", StringComparison.Ordinal))[10..];

    [Test]
    public void Without_a_universe_every_report_says_isPit_false_and_why()
    {
        const string Stamp = "isPit=false: The names are those of the files, not the members known at each date: names that failed may be missing.";
        Assert.That(string.Join(' ', without.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), Does.Contain(Stamp));
        var universe = RunMetrics.Read(FolderOf(without)).Universe!;
        Assert.That((universe.IsPit, universe.LastIn, universe.MissingShare, universe.Names), Is.EqualTo((false, (int?)null, (double?)null, symbols.Length)));
        Assert.That(File.ReadAllText(Path.Combine(FolderOf(without), "report.html")), Does.Contain("isPit=false").And.Contain("names that failed may be missing"));
        Assert.That(JsonNode.Parse(File.ReadAllText(Path.Combine(FolderOf(without), "metrics.json")))!["universe"]!["isPit"]!.GetValue<bool>(), Is.False);
    }

    [Test]
    public void With_members_by_date_it_says_isPit_true_and_who_is_missing()
    {
        Assert.That(with.Output, Does.Contain("  isPit=true: Names are members by date. Of the members, day by day, "));
        Assert.That(with.Error, Does.Contain("of 12 names are in the universe"));
        var universe = RunMetrics.Read(FolderOf(with)).Universe!;
        Assert.That((universe.IsPit, universe.AbsentMembers, universe.LastIn), Is.EqualTo((true, 1, 11)));
        Assert.That(universe.MissingShare, Is.GreaterThan(0).And.LessThan(0.05));
        var page = File.ReadAllText(Path.Combine(FolderOf(with), "report.html"));
        Assert.That(page, Does.Contain("members missing").And.Contain("isPit=true").And.Not.Contain("isPit=false"));
        var inputs = JsonNode.Parse(File.ReadAllText(Path.Combine(FolderOf(with), "manifest.json")))!["inputs"]!.AsArray();
        Assert.That(inputs.Select(input => input!["file"]!.GetValue<string>()), Does.Contain("members.csv"));
    }

    [Test]
    public void Names_that_are_out_are_not_scored_not_trained_on_and_not_held()
    {
        var scored = Rows(with, "predictions.parquet").ToHashSet();
        Assert.That(scored, Is.Not.Empty);
        Assert.That(scored.Where(row => row.Symbol == symbols[0] && Array.IndexOf(dates, row.Date) >= LeavesAt), Is.Empty);
        Assert.That(scored.Where(row => row.Symbol == symbols[1] && Array.IndexOf(dates, row.Date) < JoinsAt), Is.Empty);
        Assert.That(Rows(without, "predictions.parquet").Any(row => row.Symbol == symbols[0] && Array.IndexOf(dates, row.Date) >= LeavesAt), Is.True);
        Assert.That(RunMetrics.Read(FolderOf(with)).Observations, Is.LessThan(RunMetrics.Read(FolderOf(without)).Observations));

        var held = Rows(with, "weights.parquet").Where(row => row.Symbol == symbols[0]).Select(row => Array.IndexOf(dates, row.Date)).ToArray();
        Assert.That(held.Where(bar => bar < LeavesAt), Is.Not.Empty);
        var trades = Rows(with, "trades.parquet").Where(row => row.Symbol == symbols[0]).Select(row => Array.IndexOf(dates, row.Date)).ToArray();
        Assert.That(trades.Max(), Is.EqualTo(LeavesAt + 1), "what is held at the last decision as a member is sold at the bar after the next decision");
    }

    private static IEnumerable<(string Date, string Symbol)> Rows(Session run, string file)
    {
        var table = ParquetTable.Read(Path.Combine(FolderOf(run), file));
        var (days, names) = (table.Date("date"), table.Text("symbol"));
        for (var row = 0; row < table.Rows; row++) yield return (DateOnly.FromDayNumber(719162 + days[row]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), names[row]);
    }

    [Test]
    public void A_universe_changes_neither_features_nor_labels_and_a_section_at_its_defaults_changes_nothing()
    {
        Assert.That(with.Error, Does.Contain("features   kept from an earlier run").And.Contain("labels     kept").And.Contain("splits     done"));
        var same = RunConfiguration.Parse(File.ReadAllText(plain) + "universe: { minPrice: 0, review: bar }\n", plain);
        Assert.That(same.Hash, Is.EqualTo(RunConfiguration.Read(plain).Hash));
        Assert.That(RunConfiguration.Read(dated).TrialHash, Is.Not.EqualTo(RunConfiguration.Read(plain).TrialHash));
        var plan = Session.Of("run", dated, "--runs", folder.Of("runs"), "--dry-run");
        Assert.That(plan.Output, Does.Match(@"\n  universe   keep   ingest, members.csv; after audit"));
    }

    [Test]
    public void A_name_in_the_place_of_another_is_trained_anew_though_every_count_stays()
    {
        // The same number of members on each date before and after: only who they are differs.
        void Members(string stays) => File.WriteAllLines(folder.Of("fixed.csv"), ["symbol,from,to", $"{stays},,", .. symbols[2..].Select(symbol => $"{symbol},,")]);
        var yaml = folder.Of("fixed.yaml");
        File.WriteAllText(yaml, File.ReadAllText(plain) + "universe: { membership: fixed.csv }\n");
        Members(symbols[0]);
        var first = Session.Of("run", yaml, "--runs", folder.Of("swapped"));
        Members(symbols[1]);
        var second = Session.Of("run", yaml, "--runs", folder.Of("swapped"));
        var fresh = Session.Of("run", yaml, "--runs", folder.Of("fresh"));
        Assert.That((first.ExitCode, second.ExitCode, fresh.ExitCode), Is.EqualTo((0, 0, 0)), first.Error + second.Error + fresh.Error);
        Assert.That(second.Error, Does.Contain("train      done"));
        Assert.That(File.ReadAllBytes(Path.Combine(FolderOf(second), "predictions.parquet")), Is.EqualTo(File.ReadAllBytes(Path.Combine(FolderOf(fresh), "predictions.parquet"))));
        Assert.That(Rows(second, "predictions.parquet").Any(row => row.Symbol == symbols[0]), Is.False);
    }

    [Test]
    public void A_run_with_a_universe_is_made_again_to_the_same_bytes()
    {
        var verified = Session.Of("verify", FolderOf(with), "--recompute");
        Assert.That(verified.ExitCode, Is.Zero, verified.Error + verified.Output);
    }

    [Test]
    public void Its_proof_tries_the_universe_too()
    {
        var proof = Session.Of("prove", dated, "--cuts", "3", "--dense-cuts", "3");
        Assert.That(proof.ExitCode, Is.Zero, proof.Error + proof.Output);
        Assert.That(proof.Output, Does.Contain("universe"));
    }

    [Test]
    public void Ranks_are_among_the_members_and_the_features_stage_reads_the_universe()
    {
        const string Asked = "[momentum_5, momentum_5_cs_rank]";
        string Ranked(string name, string members)
        {
            var yaml = folder.Of(name);
            File.WriteAllText(yaml, File.ReadAllText(plain).Replace("[momentum_5, momentum_20, realised_volatility_20, dollar_adv_20]", Asked) + members);
            return yaml;
        }

        FeatureMatrix Matrix(string yaml, out Session session)
        {
            session = Session.Of("features", yaml, "--output", folder.Of("ranks.parquet"), "--runs", folder.Of("ranks"));
            Assert.That(session.ExitCode, Is.Zero, session.Error);
            return FeatureMatrixFile.Read(folder.Of("ranks.parquet"), default);
        }

        var universe = Ranked("ranked.yaml", "universe: { membership: members.csv }\n");
        var (all, within) = (Matrix(Ranked("all.yaml", ""), out _), Matrix(universe, out var made));
        Assert.That(made.Error, Does.Contain("universe   done").And.Contain("features   done"));
        Assert.That(within.Columns[1].Definition, Does.Contain("of names in the universe"));
        Assert.That(within.Columns[0].Hash, Is.EqualTo(all.Columns[0].Hash), "a feature without a suffix is as ever");
        var (outside, checkedDates) = (0, 0);
        foreach (var rows in Enumerable.Range(0, within.RowCount).Where(row => !double.IsNaN(within[row, 0])).GroupBy(row => within.Bars.Span[row]))
        {
            bool IsIn(int row) => within.Symbols.Span[row] switch { 0 => rows.Key < LeavesAt, 1 => rows.Key >= JoinsAt, _ => true };
            var (inside, others) = (rows.Where(IsIn).ToArray(), rows.Where(row => !IsIn(row)).ToArray());
            outside += others.Length;
            checkedDates++;
            Assert.That(others.Select(row => within[row, 1]), Is.All.NaN);
            // Distinct values: rank k of n is (k - 0.5) / n - 0.5.
            Assert.That(
                inside.OrderBy(row => within[row, 0]).Select(row => within[row, 1]),
                Is.EqualTo(Enumerable.Range(1, inside.Length).Select(k => ((k - 0.5) / inside.Length) - 0.5)).Within(1e-15));
        }

        Assert.That((outside, checkedDates), Is.EqualTo((640 - LeavesAt + JoinsAt - 5, 635)));
        var plan = Session.Of("run", universe, "--runs", folder.Of("ranks"), "--dry-run");
        Assert.That(plan.Output, Does.Match(@"\n  features   keep   ingest, universe; after audit"), plan.Error);

        // Another list of members is another rank; without a rank nothing of it is read.
        var lines = File.ReadAllLines(folder.Of("members.csv"));
        File.WriteAllLines(folder.Of("fewer.csv"), lines.Where(line => !line.StartsWith(symbols[4] + ",", StringComparison.Ordinal)));
        Matrix(Ranked("fewer.yaml", "universe: { membership: fewer.csv }\n"), out var fewer);
        Assert.That(fewer.Error, Does.Contain("features   done"));
        var proof = Session.Of("prove", universe, "--cuts", "2", "--dense-cuts", "3");
        Assert.That(proof.ExitCode, Is.Zero, proof.Output + proof.Error);
    }

    [TestCase("universe: { minPrice: 5 }", "line 7", "levels of adjusted prices hold later splits and dividends")]
    [TestCase("universe: { minDollarAdv: 5 }", "line 7", "money traded at adjusted prices holds later dividends")]
    [TestCase("universe: { minDollarAdv: -1 }", "line 7", "a number of at least 0 is accepted")]
    [TestCase("universe: { advWindow: 5 }", "line 7", "nothing reads it where universe.minDollarAdv is 0")]
    [TestCase("universe: { membership: gone.csv }", "gone.csv", "")]
    [TestCase("universe: { membership: members.csv, everyListed: true }", "line 7", "the membership says who was listed")]
    [TestCase("universe: { list: sp500, rows: lists }", "line 7", "data.store is not given")]
    [TestCase("universe: { rows: lists }", "line 7", "nothing reads it without universe.membership or universe.list")]
    [TestCase("universe: { review: daily }", "line 7", "bar or monthly or weekly")]
    public void What_contradicts_or_cannot_be_done_is_refused_with_its_place(string section, string place, string sentence)
    {
        var yaml = folder.Of("refused.yaml");
        File.WriteAllText(yaml, File.ReadAllText(plain) + section + "\n");
        var session = Session.Of("run", yaml, "--runs", folder.Of("refused"));
        Assert.That(session.ExitCode, Is.EqualTo(1), session.Error);
        Assert.That(session.Error, Does.Contain(place).And.Contain(sentence));
    }

    [Test]
    public void Given_weights_of_a_name_that_is_out_are_0_and_counted()
    {
        var file = folder.Of("weights.csv");
        File.WriteAllLines(file, new[] { "date,symbol,weight" }.Concat(dates[300..500].SelectMany(date => symbols[..3].Select(symbol => $"{date},{symbol},0.1"))));
        var trades = folder.Of("trades.csv");
        string[] command = ["backtest", "--bars", folder.Of("bars.csv"), "--weights", file, "--trades-file", trades];
        var all = Session.Of([.. command]);
        Assert.That(all.Output, Does.Contain("  isPit=false: The names are those of the files"));
        var session = Session.Of([.. command, "--membership", folder.Of("members.csv"), "--json"]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        var json = JsonNode.Parse(session.Output)!;
        Assert.That(json["universe"]!["isPit"]!.GetValue<bool>(), Is.True);
        Assert.That(json["notes"]!.AsArray().Select(note => note!.GetValue<string>()), Does.Contain("100 weights of 1 names were set to 0, as the names were not in the universe at the decision"));
        var last = File.ReadAllLines(trades).Where(line => line.Contains($",{symbols[0]},", StringComparison.Ordinal)).Max()!;
        Assert.That(last, Does.StartWith(dates[LeavesAt + 1]));
    }

    [Test]
    public void Signals_leave_a_name_that_is_out_and_scores_that_hold_are_refused()
    {
        File.WriteAllText(folder.Of("signals.csv"), $"date,symbol,signal\n{dates[300]},{symbols[0]},1\n{dates[300]},{symbols[2]},1\n");
        File.WriteAllText(folder.Of("scores.csv"), $"date,symbol,score\n{dates[300]},{symbols[0]},1\n");
        var trades = folder.Of("signal-trades.csv");
        string[] command = ["backtest", "--bars", folder.Of("bars.csv"), "--membership", folder.Of("members.csv")];
        var session = Session.Of([.. command, "--signals", folder.Of("signals.csv"), "--trades-file", trades]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(File.ReadAllLines(trades).Where(line => line.Contains($",{symbols[0]},", StringComparison.Ordinal)).Max(), Does.StartWith(dates[LeavesAt + 1]));
        var held = Session.Of([.. command, "--scores", folder.Of("scores.csv"), "--missing-score", "hold"]);
        Assert.That(held.ExitCode, Is.EqualTo(1));
        Assert.That(held.Error, Does.Contain("a name that leaves the universe has no score and must be left"));
    }
}
