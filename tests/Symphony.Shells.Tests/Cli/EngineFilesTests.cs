using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>What the engine may be told beside bars and weights, from flags and files to fills.</summary>
[TestFixture]
public sealed class EngineFilesTests
{
    private string folder = "";

    [SetUp]
    public void Open()
    {
        folder = Directory.CreateTempSubdirectory("symphony-engine-").FullName;
        File.WriteAllText(At("bars.csv"), Bars());
        File.WriteAllText(At("weights.csv"), "date,symbol,weight\n2020-01-02,A,0.5\n2020-01-02,B,-0.25\n2020-01-06,A,0\n");
    }

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Without_them_nothing_is_different()
    {
        var plain = Trades();
        Assert.That(Trades("--minimum-fee", "0", "--impact-exponent", "0.5", "--impact-law", "power"), Is.EqualTo(plain));
        Assert.That(Trades("--fill-prices", "none", "--contract-multipliers", "B:1"), Is.EqualTo(plain));
    }

    [Test]
    public void A_minimum_fee_is_the_least_commission_of_each_fill() => Assert.That(
        Column(Trades("--commission", "1bp", "--minimum-fee", "300"), "commission"),
        // Half and a quarter of ten million cost 500 and 250 at one basis point.
        Has.Exactly(1).InRange(500.0, 520.0).And.Exactly(1).EqualTo(300.0));

    [Test]
    public void A_contract_of_two_units_trades_half_as_many_at_the_quoted_price()
    {
        var (one, two) = (Trades(), Trades("--contract-multipliers", "A:2"));
        Assert.That(Column(two, "price"), Is.EqualTo(Column(one, "price")));
        Assert.That(Column(two, "notional"), Is.EqualTo(Column(one, "notional")));
        Assert.That(Column(two, "shares")[0], Is.EqualTo(Column(one, "shares")[0] / 2));
        Assert.That(Column(two, "shares")[1], Is.EqualTo(Column(one, "shares")[1]));
    }

    [Test]
    public void Fill_prices_are_filled_at_and_a_bar_without_one_fills_nothing()
    {
        File.WriteAllText(At("vwap.csv"), "date,symbol,vwap\n2020-01-03,A,11.25\n");
        var trades = Trades("--fill-prices", At("vwap.csv"), "--fill-price-column", "vwap");
        Assert.That(Column(trades, "price"), Is.EqualTo(new[] { 11.25 }));
    }

    [Test]
    public void In_single_precision_fills_are_at_the_rounded_price()
    {
        File.WriteAllText(At("vwap.csv"), "date,symbol,vwap\n2020-01-03,A,11.3\n");
        string[] filled = ["--fill-prices", At("vwap.csv"), "--fill-price-column", "vwap"];
        Assert.That(Column(Trades([.. filled, "--precision", "single"]), "price"), Is.EqualTo(new double[] { 11.3f }));
        Assert.That(Trades([.. filled, "--precision", "double"]), Is.EqualTo(Trades(filled)));
    }

    [Test]
    public void Shorter_bars_are_filled_at_their_volume_weighted_price()
    {
        // A hundred shares at 10, three hundred at 11; typical prices are the prices themselves.
        File.WriteAllText(At("minute.csv"), "date,symbol,open,high,low,close,volume\n"
            + "2020-01-03T10:00:00,A,10,10,10,10,100\n2020-01-03T11:00:00,A,11,11,11,11,300\n2020-01-03T11:00:00,B,9,9,9,9,10\n");
        var trades = Trades("--fill-bars", At("minute.csv"));
        Assert.That(Column(trades, "price"), Is.EqualTo(new[] { 10.75, 9 }));
    }

    [Test]
    public void An_auction_slips_by_its_four_coefficients()
    {
        string[] all = ["--auction-slippage", "5bp", "--auction-whole", "0", "--auction-share", "10%", "--auction-order", "1000000"];
        Assert.That(Column(Trades(all), "spread")[0], Is.EqualTo(Column(Trades(), "spread")[0] * 3).Within(1e-6));
    }

    [Test]
    public void Fill_slippage_adds_to_the_spread()
    {
        File.WriteAllText(At("slippage.csv"), "date,symbol,slippage\n2020-01-03,A,0.0005\n");
        var (plain, slipped) = (Trades(), Trades("--fill-slippage", At("slippage.csv")));
        Assert.That(Column(slipped, "spread")[0], Is.EqualTo(Column(plain, "spread")[0] * 3).Within(1e-6));
        Assert.That(Column(slipped, "spread")[1], Is.EqualTo(Column(plain, "spread")[1]));
    }

    [Test]
    public void A_name_whose_borrow_rate_is_NaN_is_not_shorted()
    {
        File.WriteAllText(At("borrow.csv"), "date,symbol,rate\n2020-01-01,A,0.01\n2020-01-01,B,NaN\n");
        var session = Backtest("--borrow-rates", At("borrow.csv"));
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        Assert.That(session.Output, Does.Contain("Shorts refused because the name cannot be borrowed: 1"));
    }

    [Test]
    public void Rates_by_date_stand_in_for_the_settings()
    {
        File.WriteAllText(At("cash.csv"), "date,rate\n2019-01-01,0.1\n");
        Assert.That(Equity("--cash-rates", At("cash.csv")), Is.EqualTo(Equity("--cash-rate", "0.1")).And.Not.EqualTo(Equity()));
        File.WriteAllText(At("heavy.csv"), "date,symbol,weight\n2020-01-02,A,2\n");
        string[] heavy = ["--weights", At("heavy.csv")];
        Assert.That(Equity([.. heavy, "--margin-rates", At("cash.csv")]), Is.EqualTo(Equity([.. heavy, "--margin-rate", "0.1"])).And.Not.EqualTo(Equity(heavy)));
    }

    [Test]
    public void The_law_of_2005_says_where_shares_outstanding_are_not_known()
    {
        string[] law = ["--impact-law", "almgren2005"];
        const string Said = "Fills without the permanent part of impact, as shares outstanding are not known";
        Assert.That(Backtest(law).Output, Does.Contain(Said));
        File.WriteAllText(At("shares.csv"), "date,symbol,shares\n2019-12-31,A,1000000000\n2019-12-31,B,1000000000\n");
        string[] known = [.. law, "--shares-outstanding", At("shares.csv")];
        Assert.That(Backtest(known).Output, Does.Not.Contain(Said));
        Assert.That(Column(Trades(known), "impact"), Is.All.GreaterThan(0));
        Assert.That(Column(Trades(known), "impact")[0], Is.GreaterThan(Column(Trades(law), "impact")[0]));
    }

    [Test]
    public void An_account_of_cash_and_shares_trades_from_what_it_holds()
    {
        File.WriteAllText(At("holdings.csv"), "symbol,shares\nB,-1000\nA,40000\n");
        var trades = Trades("--cash", "600000", "--holdings", At("holdings.csv"));
        // Worth 600,000 + 40,000 x 10.5 - 1,000 x 10.5 at the first close: half of it is 48,071.43 A, a quarter short 24,035.71 B.
        Assert.That(Column(trades, "shares")[0], Is.EqualTo((0.5 * 1_009_500 / 10.5) - 40_000).Within(1e-6));
        Assert.That(Column(trades, "shares")[1], Is.EqualTo(-(0.25 * 1_009_500 / 10.5) + 1_000).Within(1e-6));
        Assert.That(Equity("--cash", "600000", "--holdings", At("holdings.csv"))[1], Does.StartWith("2020-01-02,"));
    }

    [Test]
    public void Cash_alone_is_the_equity() =>
        Assert.That(Trades("--cash", "2000000"), Is.EqualTo(Trades("--equity", "2000000")));

    [Test]
    public void The_files_are_inputs_of_the_record_and_their_folders_are_no_part_of_the_settings()
    {
        File.WriteAllText(At("cash.csv"), "date,rate\n2019-01-01,0.1\n");
        var json = Backtest("--cash-rates", At("cash.csv"), "--json").Output;
        Assert.That(json, Does.Contain("\"cashRates\": \"cash.csv\"").And.Contain("\"file\": \"cash.csv\""));
        Assert.That(json, Does.Not.Contain(folder));
        Assert.That(Backtest("--json").Output, Does.Not.Contain("\"market\"").And.Not.Contain("\"minimumFee\"").And.Not.Contain("\"start\""));
    }

    public static IEnumerable<TestCaseData> Refusals()
    {
        yield return Bad("--minimum-fee -1", "--minimum-fee must not be negative, was -1");
        yield return Bad("--impact-exponent 0", "--impact-exponent must be above zero, was 0");
        yield return Bad("--impact-law cubic", "--impact-law was 'cubic', but power or almgren2005 is accepted");
        yield return Bad("--impact-law almgren2005 --almgren-eta -1", "--almgren-eta must not be negative, was -1");
        yield return Bad("--impact-law almgren2005 --impact-exponent 0.6", "--impact-exponent is given, but nothing reads it where --impact-law is almgren2005");
        yield return Bad("--almgren-gamma 0.3", "--almgren-gamma is given, but nothing reads it where --impact-law is power");
        yield return Bad("--shares-outstanding weights.csv", "--shares-outstanding is given, but nothing reads it");
        yield return Bad("--auction-share much", "--auction-share was 'much'");
        yield return Bad("--contract-multipliers C:2", "--contract-multipliers names 'C', which the bars do not have");
        yield return Bad("--contract-multipliers A:0", "--contract-multipliers gives A 0, but a number above 0 is accepted");
        yield return Bad("--contract-multipliers A", "but a number for each name (ES:50,NQ:20) is accepted");
        yield return Bad("--cash 5 --equity 7", "one of them is accepted");
        yield return Bad("--cash -5", "--cash must be above zero, was -5");
        yield return Bad("--holdings weights.csv", "--holdings is given without --cash");
        yield return Bad("--fill-at panel", "neither --fill-prices nor --fill-bars names files of prices");
        yield return Bad("--fill-prices weights.csv --fill-bars bars.csv", "one of them is accepted");
        yield return Bad("--auction-share 0.1", "--auction-share is given without --auction-slippage; all four");
        yield return Bad("--auction-slippage -1 --auction-whole 0 --auction-share 0.1 --auction-order 1", "Fixed must not be negative, was -1");
        yield return Bad("--fill-at open --fill-prices weights.csv", "panel, or leaving --fill-at out, is accepted");
        yield return Bad("--fill-prices nothing.csv", "nothing.csv' does not exist");
        yield return Bad("--per-name-cap 2 --gross-cap 1", "2", "1", "can never be reached");
    }

    [TestCaseSource(nameof(Refusals))]
    public void What_cannot_be_is_one_sentence(string typed, string[] said)
    {
        var session = Backtest([.. typed.Split(' ').Select(word => word.EndsWith(".csv", StringComparison.Ordinal) ? At(word) : word)]);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error.TrimEnd('\n').Split('\n').Last(), Does.StartWith("symphony: "));
        foreach (var part in said) Assert.That(session.Error, Does.Contain(part));
    }

    [Test]
    public void A_configuration_points_at_the_line_of_the_setting()
    {
        File.WriteAllText(
            At("backtest.yaml"),
            "data: { files: bars.csv }\nweights: { files: weights.csv }\nengine:\n  impactLaw: almgren2005\n  almgrenGamma: -1\n");
        var session = Session.Of("backtest", "--config", At("backtest.yaml"));
        Assert.That(session.Error, Does.Contain("backtest.yaml, line 5: engine.almgrenGamma must not be negative, was -1"));
    }

    private static TestCaseData Bad(string typed, params string[] said) => new TestCaseData(typed, said).SetArgDisplayNames(typed);

    /// <summary>Two names over ten weeks of weekdays, the volume large enough for impact to be small.</summary>
    private static string Bars()
    {
        var rows = new List<string> { "date,symbol,open,high,low,close,volume" };
        var date = new DateOnly(2019, 11, 1);
        for (var day = 0; date <= new DateOnly(2020, 1, 10); day++, date = date.AddDays(1))
        {
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            var close = date == new DateOnly(2020, 1, 2) ? 10.5 : 10 + (0.25 * (day % 5));
            foreach (var symbol in (string[])["A", "B"])
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd},{symbol},{close},{close * 1.2},{close * 0.8},{close},50000000"));
        }

        return string.Join('\n', rows) + "\n";
    }

    private string At(string file) => Path.Combine(folder, file);

    private Session Backtest(params string[] more) => Session.Of([
        "backtest", "--bars", At("bars.csv"),
        .. more.Contains("--weights") ? Array.Empty<string>() : ["--weights", At("weights.csv")], .. more]);

    private string[] Trades(params string[] more) => Written("--trades-file", more);

    private string[] Equity(params string[] more) => Written("--equity-file", more);

    private string[] Written(string flag, string[] more)
    {
        var file = At("written.csv");
        var session = Backtest([.. more, flag, file]);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        return File.ReadAllLines(file);
    }

    private static double[] Column(string[] lines, string name)
    {
        var at = Array.IndexOf(lines[0].Split(','), name);
        // Fills of the first order alone.
        return [.. lines.Skip(1).Where(line => line.StartsWith("2020-01-03", StringComparison.Ordinal)).Select(line => double.Parse(line.Split(',')[at], CultureInfo.InvariantCulture))];
    }
}
