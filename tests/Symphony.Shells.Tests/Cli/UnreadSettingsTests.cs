using System.IO;
using NUnit.Framework;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Data;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

/// <summary>A setting or flag that nothing reads is refused by its name, where it was written; so is a mistake, with what would be accepted.</summary>
[TestFixture]
public sealed class UnreadSettingsTests
{
    private TestFolder folder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        folder = new TestFolder();
        SmallMarket.Write(folder.Root);
        folder.Write("spells.csv", "symbol,from,to\nS000,2000-01-01,2012-06-30\nS001,2000-01-01,\n");
        folder.Write("sectors.csv", "symbol,sector\nS000,a\n");
        folder.Write("weights.csv", "date,symbol,weight\n2015-01-05,S000,0.5\n");
    }

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private Session Of(string command) => Session.Of([.. System.Linq.Enumerable.Select(
        command.Split(' '), word => word.EndsWith(".csv", System.StringComparison.Ordinal) || word is "run.yaml" or "runs" ? folder.At(word) : word)]);

    [TestCase("labels: { stopLoss: 3 }", "labels.stopLoss is given, but nothing reads it where labels.kind is horizon; labels.kind: tripleBarrier reads it")]
    [TestCase("labels: { fixedTarget: 0.05 }", "labels.fixedTarget is given, but nothing reads it where labels.kind is horizon")]
    [TestCase("labels: { verticalDays: 5 }", "labels.verticalDays is given, but nothing reads it where labels.kind is horizon")]
    [TestCase("labels: { kind: tripleBarrier, fixedTarget: 0.05 }", "labels.fixedTarget is given, but nothing reads it where labels.volatility is daily")]
    [TestCase("labels: { kind: tripleBarrier, volatility: fixed, volatilityWindow: 9 }", "labels.volatilityWindow is given, but nothing reads it where labels.volatility is fixed")]
    [TestCase("labels: { kind: tripleBarrier, stopLoss: none, trailing: true }", "labels.trailing is given, but nothing reads it where labels.stopLoss is none")]
    [TestCase("labels: { kind: tripleBarrier, verticalDays: 9, bars: 9 }", "labels.bars is given, but nothing reads it where labels.verticalDays stands in its place")]
    [TestCase("market: { sectors: sectors.csv }", "market.sectors is given, but nothing reads it without engine.sectorCap or a feature that ends in _cs_sector")]
    [TestCase("engine: { sectors: { S000: a } }", "engine.sectors is given, but nothing reads it without engine.sectorCap")]
    [TestCase("universe: { review: weekly }", "universe.review is given, but nothing reads it without a screen")]
    [TestCase("universe: { membership: spells.csv, rows: lists }", "universe.rows is given, but nothing reads it: spells.csv has spells (symbol, from, to), not rows by date")]
    [TestCase("universe: { membership: nofile.csv }", "the file 'nofile.csv' does not exist")]
    [TestCase("queries: { g: '' }", "queries.g was empty, but text is accepted")]
    [TestCase("queries: { g: [] }", "queries.g was a list, but text is accepted")]
    public void What_a_run_does_not_read_is_refused_with_file_and_line(string more, string sentence)
    {
        var yaml = SmallMarket.Write(folder.Root, more + "\n");
        var session = Session.Of("run", yaml, "--runs", folder.At("runs"));
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")), session.Error);
        Assert.That(session.Error, Does.Contain("run.yaml, line 7: " + sentence));
    }

    [TestCase("labels: { stopLoss: 2, bars: 5 }")]
    [TestCase("labels: { kind: tripleBarrier, volatility: exponential, volatilityWindow: 9, trailing: true }")]
    [TestCase("labels: { kind: tripleBarrier, volatility: fixed, fixedTarget: 0.05, profitTaking: none }")]
    [TestCase("market: { sectors: sectors.csv }\nengine: { sectorCap: 0.3 }")]
    [TestCase("universe: { review: weekly, minHistory: 5 }")]
    public void What_is_read_or_says_the_default_is_taken(string more) =>
        Assert.That(() => RunConfiguration.Read(SmallMarket.Write(folder.Root, more + "\n")).RefuseWhatNoDataCanMend(), Throws.Nothing);

    [TestCase("beta_60_to_ZZZ", "features: beta_60_to_ZZZ needs the symbol ZZZ, and the bars do not have it")]
    [TestCase("momentum_99999999999", "window of momentum_99999999999 must lie in [1, 25200], was 99999999999")]
    public void A_feature_that_cannot_be_is_refused_where_it_is_written(string feature, string sentence)
    {
        var yaml = SmallMarket.Write(folder.Root);
        File.WriteAllText(yaml, File.ReadAllText(yaml).Replace("momentum_5,", feature + ","));
        var session = Session.Of("features", yaml, "--output", folder.At("matrix.csv"), "--runs", folder.At("runs"));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("run.yaml, line 3: ").And.Contain(sentence));
    }

    [TestCase("universe --bars bars.csv --universe-review weekly", "--universe-review is given, but nothing reads it without a screen (--min-price, --min-dollar-adv or --min-history)")]
    [TestCase("universe --bars bars.csv --membership spells.csv --membership-rows lists", "--membership-rows is given, but nothing reads it: spells.csv has spells")]
    [TestCase("universe --bars bars.csv --membership none.csv", "none.csv' does not exist; an existing file of members is accepted")]
    [TestCase("universe --bars bars.csv --by week", "--by was 'week', but year, month or bar is accepted")]
    [TestCase("audit --bars bars.csv --bid b", "--bid is given, but --rows is bars, which have neither bid nor ask")]
    [TestCase("audit", "--bars is missing; a list of texts, or --store, is accepted")]
    [TestCase("backtest --bars bars.csv --weights weights.csv --sectors sectors.csv", "--sectors is given, but nothing reads it without --sector-cap\n")]
    [TestCase("trade-bars bars.csv --by tick --every 1.5 --output out.csv", "symphony: --every was 1.5, but of tick bars a whole number of trades from 1 is accepted")]
    [TestCase("trade-bars bars.csv --by time --every 5min --output out.csv", "symphony: --calendar is needed: time bars are counted from the opens of its sessions")]
    [TestCase("store delete runs --symbol A --from 2020-01-03 --to 2020-01-02 --reason none", "symphony: --to was 2020-01-02")]
    [TestCase("ingest bars.csv", "symphony: --store is missing; text is accepted")]
    [TestCase("features run.yaml", "run.yaml' is a configuration, no feature; give --output FILE too, to write the matrix of its features")]
    public void A_flag_that_nothing_reads_is_refused_by_the_name_it_was_typed_by(string command, string sentence)
    {
        var session = Of(command);
        Assert.That((session.ExitCode, session.Output), Is.EqualTo((1, "")), session.Error);
        Assert.That(session.Error, Does.Contain(sentence));
    }

    [Test]
    public void Years_and_months_are_chosen_of_JSON_too()
    {
        int Rows(params string[] by) => System.Text.Json.Nodes.JsonNode.Parse(
            Session.Of(["universe", "--bars", folder.At("bars.csv"), "--json", .. by]).Output)!["rows"]!.AsArray().Count;
        var all = Rows();
        Assert.That(Rows("--by", "bar"), Is.EqualTo(all));
        Assert.That(Rows("--by", "month"), Is.EqualTo((all + 20) / 21).Within(3));
        Assert.That(Rows("--by", "year"), Is.EqualTo(3).Within(1));
    }

    [Test]
    public void A_schema_is_of_one_file_and_goes_with_it()
    {
        var yaml = SmallMarket.Write(folder.Root);
        Session Features(string file) => Session.Of("features", yaml, "--output", folder.At(file), "--runs", folder.At("runs"));
        Assert.That(Features("x.csv").ExitCode, Is.Zero);
        Assert.That(Features("x.parquet").ExitCode, Is.Zero);
        var ofParquet = File.ReadAllText(folder.At("x.parquet.schema.json"));
        Assert.That(File.Exists(folder.At("x.csv.schema.json")));
        Assert.That(Session.Of("splits", yaml, "--output", folder.At("x.csv"), "--runs", folder.At("runs")).ExitCode, Is.Zero);
        Assert.That(File.Exists(folder.At("x.csv.schema.json")), Is.False, "it says what is no longer there");
        Assert.That(File.ReadAllText(folder.At("x.parquet.schema.json")), Is.EqualTo(ofParquet));
        folder.Write("x.csv.schema.json", "{ \"fields\": [] }");
        Assert.That(Session.Of("splits", yaml, "--output", folder.At("x.csv"), "--runs", folder.At("runs")).ExitCode, Is.Zero);
        Assert.That(File.Exists(folder.At("x.csv.schema.json")), "somebody else's stays");
    }
}
