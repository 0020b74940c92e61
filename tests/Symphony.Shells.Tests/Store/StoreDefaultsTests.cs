using System;
using System.Globalization;
using System.Linq;
using NUnit.Framework;
using Symphony.Shells.Tests.Cli;
using Symphony.Shells.Tests.Data;

namespace Symphony.Shells.Tests.Store;

/// <summary>A store's own price basis and zone hold wherever it is read; what is said and contradicts them is refused.</summary>
[TestFixture]
public sealed class StoreDefaultsTests
{
    private const string Zone = "Europe/Berlin";

    private TestFolder folder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        folder = new TestFolder();
        var days = Enumerable.Range(0, 40).Select(day => new DateOnly(2020, 1, 6).AddDays(day)).Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        var rows = days.SelectMany(day => "ABC".Select(symbol => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{symbol},10,11,9,{10 + (day.Day % 3 / 10.0)},1000")));
        folder.Write("bars.csv", MadeRows.Csv(rows));
        folder.Write("weights.csv", "date,symbol,weight\n2020-01-08,A,0.5\n");
        folder.Write("signals.csv", "date,symbol,signal\n2020-01-08,A,1\n");
        folder.Write("quotes.csv", "time,symbol,bid,ask\n2020-01-06T10:00:00Z,A,9,10\n2020-01-06T10:01:00Z,A,9,10\n");
        foreach (var prices in (string[])["raw", "adjusted"])
            Ingest("bars.csv", prices, "--prices", prices);
        Ingest("quotes.csv", "quotes", "--kind", "quotes", "--frequency", "tick");
    }

    private void Ingest(string file, string store, params string[] more)
    {
        var session = Session.Of(["ingest", folder.At(file), "--store", folder.At(store), "--time-zone", Zone, .. more]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
    }

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    private Session Of(string command, string store) => Session.Of([.. command.Split(' ').Select(word => word switch
    {
        "STORE" => folder.At(store),
        "data.store=STORE" => "data.store=" + folder.At(store),
        _ when word.EndsWith(".csv", StringComparison.Ordinal) => folder.At(word),
        _ => word,
    })]);

    private static readonly string[] Readers =
    [
        "universe --store STORE",
        "audit --store STORE",
        "backtest --store STORE --weights weights.csv",
        "brackets --store STORE --signals signals.csv --volatility fixed --fixed-target 0.01",
    ];

    [TestCaseSource(nameof(Readers))]
    public void What_is_not_said_is_what_the_store_knows(string command)
    {
        foreach (var prices in (string[])["raw", "adjusted"])
        {
            var (silent, said) = (Of(command + " --json", prices), Of($"{command} --json --prices {prices} --time-zone {Zone}", prices));
            Assert.That(silent.Error, Does.Not.Contain("declared"));
            Assert.That((silent.ExitCode, silent.Output.Length), Is.EqualTo((said.ExitCode, said.Output.Length)), silent.Error + said.Error);
            Assert.That(silent.ExitCode, Is.AnyOf(0, 3), silent.Error);
        }
    }

    [TestCaseSource(nameof(Readers))]
    public void What_is_said_and_contradicts_the_store_is_refused_by_its_flag(string command)
    {
        var prices = Of(command + " --prices adjusted", "raw");
        Assert.That((prices.ExitCode, prices.Error), Is.EqualTo((1, "symphony: --prices was adjusted, but the store's 1d bars hold raw prices; raw, or leaving --prices out, is accepted\n")));
        var zone = Of(command + " --time-zone UTC", "raw");
        Assert.That((zone.ExitCode, zone.Error), Is.EqualTo((1, $"symphony: --time-zone was UTC, but the store's 1d bars are of {Zone}; {Zone}, or leaving --time-zone out, is accepted\n")));
        var none = Of(command + " --frequency 1h", "raw");
        Assert.That((none.ExitCode, none.Output), Is.EqualTo((1, "")));
        Assert.That(none.Error, Does.Contain("has no 1h bars; it has 1d bars"));
    }

    [Test]
    public void A_sweep_takes_them_too()
    {
        Session Sweep(string more) => Of("sweep --set data.store=STORE --weights weights.csv --vary halfSpread=1bp,5bp --json" + more, "raw");
        var silent = Sweep("");
        Assert.That(silent.ExitCode, Is.Zero, silent.Error);
        Assert.That(Sweep($" --set data.prices=raw --set data.timeZone={Zone}").Output, Is.EqualTo(silent.Output));
        Assert.That(Sweep(" --set data.prices=adjusted").Error, Does.Contain("data.prices was adjusted, but the store's 1d bars hold raw prices"));
    }

    [Test]
    public void Quotes_have_the_zone_of_quotes()
    {
        var session = Of("audit --store STORE --rows quotes --frequency tick", "quotes");
        Assert.That(session.ExitCode, Is.AnyOf(0, 3), session.Error);
        Assert.That(Of("audit --store STORE --rows quotes --frequency tick --time-zone UTC", "quotes").Error, Does.Contain($"--time-zone was UTC, but the store's tick quotes are of {Zone}"));
        Assert.That(Of("audit --store STORE --rows quotes --frequency tick --bid b", "quotes").Error, Does.Contain("--bid is given, but a store's columns have names of their own"));
    }

    [Test]
    public void Bars_are_adjusted_of_raw_prices_alone()
    {
        var adjusted = Of("adjust --store STORE --as-of 2020-02-03 --kind split --output out.csv", "adjusted");
        Assert.That((adjusted.ExitCode, adjusted.Error), Is.EqualTo((1, "symphony: the store's bars hold adjusted prices, which hold what their source knew later; a store of raw prices (symphony ingest --prices raw) is accepted\n")));
        Assert.That(Of("adjust --store STORE --as-of 2020-02-03 --kind split --output out.csv", "raw").ExitCode, Is.Zero);
    }

    [Test]
    public void A_run_takes_them_from_its_store_and_refuses_the_line_that_says_otherwise()
    {
        string Write(string data)
        {
            folder.Write("run.yaml", $"name: small\ndata:\n  store: raw\n{data}features: [momentum_5]\ncrossValidation: {{ groups: 2, testGroups: 1, embargoBars: 0 }}\nwalkForward: {{ minimumTrainBars: 5, embargoBars: 0 }}\nlabels: {{ bars: 1 }}\n");
            return folder.At("run.yaml");
        }

        Session Splits(string data) => Session.Of("splits", Write(data), "--runs", folder.At("runs"), "--json");
        var silent = Splits("");
        Assert.That(silent.ExitCode, Is.Zero, silent.Error);
        Assert.That(Splits($"  prices: raw\n  timeZone: {Zone}\n").Output, Is.EqualTo(silent.Output));
        Assert.That(Splits("  prices: adjusted\n").Error, Does.Contain("run.yaml, line 4: data.prices was adjusted, but the store's 1d bars hold raw prices; raw, or leaving data.prices out, is accepted"));
        Assert.That(Splits("  prices: raw\n  timeZone: UTC\n").Error, Does.Contain("run.yaml, line 5: data.timeZone was UTC"));
        Assert.That(Splits("  frequency: 1h\n").Error, Does.Contain("run.yaml, line 4:").And.Contain("has no 1h bars; it has 1d bars"));
        Assert.That(Splits("  columns: { open: o }\n").Error, Does.Contain("line 4: data.columns.open is given, but a store's columns"));
    }

    [TestCase("universe", "adjusted")]
    [TestCase("adjust", "raw")]
    public void Help_shows_what_is_taken_of_files(string verb, string prices)
    {
        var help = string.Join(' ', Session.Of(verb, "--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.That(help, Does.Contain($"a store knows it of its own. [default: {prices}]"));
    }
}
