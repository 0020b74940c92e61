using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

public sealed class RunConfigurationTests
{
    private const string Least = """
        name: least
        data:
          files: bars.csv
          prices: adjusted
        """;

    [Test]
    public void A_configuration_with_the_required_keys_alone_has_every_default()
    {
        var yaml = RunConfiguration.Parse(Least, "least.yaml").ToYaml();
        foreach (var setting in Settings.All)
            Assert.That(yaml, Does.Contain(setting.Key + ":"), $"{setting.Path} is printed");
        Assert.That(yaml, Does.Contain("  halfSpread: 0.00025\n"));
        Assert.That(yaml, Does.Contain("  participationCap: none\n"));
    }

    [Test]
    public void The_printed_configuration_reads_back_to_the_same_hash()
    {
        var configuration = RunConfiguration.Parse(Least + "\nengine: { sectors: { A: tech, B: 'no: 1' }, sectorCap: 0.3, lotSize: 100 }", "least.yaml");
        var again = RunConfiguration.Parse(configuration.ToYaml(), "printed.yaml");
        Assert.That(again.Hash, Is.EqualTo(configuration.Hash));
        Assert.That(again.ToYaml(), Is.EqualTo(configuration.ToYaml()));
    }

    [Test]
    public void The_hash_does_not_depend_on_order_spelling_of_numbers_or_where_the_files_lie()
    {
        const string written = """
            engine: { halfSpread: 2.5 bp, equity: 1e7 }
            data: { prices: adjusted, files: [/elsewhere/bars.csv] }
            name: least
            """;
        Assert.That(
            RunConfiguration.Parse(written, "a.yaml").Hash,
            Is.EqualTo(RunConfiguration.Parse(Least, "b.yaml").Hash));
    }

    [Test]
    public void Costs_and_capital_change_the_configuration_but_not_the_trial()
    {
        var plain = RunConfiguration.Parse(Least, "a.yaml");
        var dearer = RunConfiguration.Parse(Least + "\nengine: { commission: 5 bp, equity: 1000 }", "a.yaml");
        var other = RunConfiguration.Parse(Least + "\nmodel: { penalty: 7 }", "a.yaml");
        Assert.That(dearer.Hash, Is.Not.EqualTo(plain.Hash));
        Assert.That(dearer.TrialHash, Is.EqualTo(plain.TrialHash));
        Assert.That(other.TrialHash, Is.Not.EqualTo(plain.TrialHash));
    }

    [Test]
    public void Settings_of_barriers_change_no_run_of_another_kind_of_label()
    {
        var plain = RunConfiguration.Parse(Least, "a.yaml");
        var written = RunConfiguration.Parse(Least + "\nlabels: { kind: horizon, profitTaking: 2, trailing: false }", "a.yaml");
        var barriers = RunConfiguration.Parse(Least + "\nlabels: { kind: tripleBarrier }", "a.yaml");
        var wider = RunConfiguration.Parse(Least + "\nlabels: { kind: tripleBarrier, profitTaking: none }", "a.yaml");
        Assert.That(written.Hash, Is.EqualTo(plain.Hash));
        Assert.That(barriers.TrialHash, Is.Not.EqualTo(plain.TrialHash));
        Assert.That(wider.TrialHash, Is.Not.EqualTo(barriers.TrialHash));
        Assert.That(wider.ToYaml(), Does.Contain("  profitTaking: none\n").And.Contain("  stopLoss: 2\n"));
    }

    [TestCase("crossValidation: { kind: combinatorial, embargo: none }\nwalkForward: { window: anchored, embargo: none }")]
    [TestCase("crossValidation: { embargo: 10 }\nwalkForward: { embargo: 10 bars }")]
    [TestCase("crossValidation: { embargoBars: 10 }")]
    [TestCase("labels: { outcome: simple, benchmark: none }")]
    public void Keys_that_came_later_change_no_hash_where_they_say_what_was_so_before(string more)
    {
        var plain = RunConfiguration.Parse(Least, "a.yaml");
        var written = RunConfiguration.Parse(Least + "\n" + more, "a.yaml");
        Assert.That(written.Hash, Is.EqualTo(plain.Hash));
        Assert.That(written.TrialHash, Is.EqualTo(plain.TrialHash));
    }

    [Test]
    public void Another_outcome_of_the_labels_is_another_trial()
    {
        var plain = RunConfiguration.Parse(Least, "a.yaml");
        var log = RunConfiguration.Parse(Least + "\nlabels: { outcome: log }", "a.yaml");
        var excess = RunConfiguration.Parse(Least + "\nlabels: { outcome: excess, benchmark: SPY }", "a.yaml");
        var other = RunConfiguration.Parse(Least + "\nlabels: { outcome: excess, benchmark: QQQ }", "a.yaml");
        Assert.That(new[] { plain, log, excess, other }.Select(one => one.TrialHash).Distinct().Count(), Is.EqualTo(4));
    }

    [TestCase("crossValidation: { kind: kFold, embargo: 14 days }")]
    [TestCase("crossValidation: { embargo: 2.5 %, purge: symbol }\nwalkForward: { embargo: 1 day, window: rolling 504 }")]
    [TestCase("walkForward: { window: rolling 300, embargoBars: 3 }")]
    public void Splits_are_printed_so_that_they_read_back(string more)
    {
        var configuration = RunConfiguration.Parse(Least + "\n" + more, "a.yaml");
        var again = RunConfiguration.Parse(configuration.ToYaml(), "printed.yaml");
        Assert.That(again.Hash, Is.EqualTo(configuration.Hash));
        Assert.That(again.ToYaml(), Is.EqualTo(configuration.ToYaml()));
        Assert.That(configuration.Hash, Is.Not.EqualTo(RunConfiguration.Parse(Least, "a.yaml").Hash));
    }

    [TestCase("featurs: [momentum_5]", "line 5: the key 'featurs' is not known at the top level; the nearest known key is 'features'")]
    [TestCase("engine:\n  halfspred: 1", "line 6: the key 'halfspred' is not known under engine; the nearest known key is 'halfSpread'")]
    [TestCase("model:\n  halfSpread: 1", "line 6: the key 'halfSpread' is not known under model; it belongs under engine")]
    [TestCase("seed: many", "line 5: seed was 'many', but a whole number from 0 to 9223372036854775807 is accepted")]
    [TestCase("labels:\n  bars: 2.5", "line 6: labels.bars was '2.5', but a whole number from 1 to 2147483647 is accepted")]
    [TestCase("labels:\n  bars: [5]", "line 6: labels.bars was a list, but a whole number from 1 to 2147483647 is accepted")]
    [TestCase("engine:\n  halfSpread: wide", "line 6: engine.halfSpread was 'wide', but a number (2.5 bp and 5 % are understood) is accepted")]
    [TestCase("engine:\n  halfSpread: .nan", "line 6: engine.halfSpread was '.nan', but a number (2.5 bp and 5 % are understood) is accepted")]
    [TestCase("engine:\n  sizeAt: open", "line 6: engine.sizeAt was 'open', but decision or fill is accepted")]
    [TestCase("engine:\n  marginAllowed: maybe", "line 6: engine.marginAllowed was 'maybe', but true or false is accepted")]
    [TestCase("engine:\n  borrowTiers: [{ advAbov: 1, rate: 0.1 }]", "the nearest known key is 'advAbove'")]
    [TestCase("labels: 5", "line 5: labels must hold settings (kind, bars, verticalDays,")]
    [TestCase("seed: 1\nseed: 2", "line 6: it is not YAML")]
    [TestCase("seed: [1", "it is not YAML")]
    [TestCase("labels:\n  profitTaking: wide", "line 6: labels.profitTaking was 'wide', but a number (2.5 bp and 5 % are understood), or none is accepted")]
    [TestCase("labels:\n  kind: barrier", "line 6: labels.kind was 'barrier', but horizon or tripleBarrier is accepted")]
    public void A_slip_is_refused_with_its_line_and_what_would_be_accepted(string slip, string sentence)
    {
        var refusal = Assert.Throws<ConfigurationRefusedException>(() => RunConfiguration.Parse(Least + "\n" + slip, "run.yaml"))!;
        Assert.That(refusal.Message, Does.StartWith("run.yaml").And.Contain(sentence));
        Assert.That(refusal, Is.InstanceOf<RefusedException>());
    }

    [TestCase("name: x", "data.prices is missing")]
    [TestCase("name: x\ndata: { prices: adjusted }", "data.files is missing")]
    [TestCase("name: x\ndata: { files: a.csv, store: s, prices: adjusted }", "data.files and data.store both say what is read")]
    [TestCase("name: x\ndata: { files: a.csv, symbols: A, prices: adjusted }", "data.symbols is given, but files are read whole")]
    [TestCase("name: x\ndata: { store: s }", "line 2: '/")]
    [TestCase("name: .x\ndata: { files: a.csv, prices: adjusted }", "line 1: name was '.x', but up to 100 letters, digits, '-', '_' and '.', the first no '.', are accepted")]
    [TestCase("name: latest\ndata: { files: a.csv, prices: adjusted }", "name was 'latest', which stands for the newest run")]
    [TestCase("name: -x\ndata: { files: a.csv, prices: adjusted }", "name was '-x', which a command would take for a flag")]
    [TestCase("data: { files: a.csv, prices: adjusted }", "name is missing")]
    [TestCase("name: ../x\ndata: { files: a.csv, prices: adjusted }", "line 1: name was '../x'")]
    [TestCase("name: x\ndata: { files: a.csv, prices: adjusted, timeZone: Mars/Base }", "line 2: data.timeZone was 'Mars/Base'")]
    [TestCase("name: x\ndata: { files: a.csv, prices: adjusted, sessionClose: noon }", "data.sessionClose was 'noon'")]
    [TestCase("name: x\ndata: { files: a.csv, prices: adjusted, from: 2001-02-30 }", "data.from was '2001-02-30', but a date as yyyy-MM-dd is accepted")]
    [TestCase("name: x\ndata: { files: a.csv, prices: adjusted, from: 2002-01-01, to: 2001-01-01 }", "data.to is before data.from")]
    [TestCase("name: x\ndata: { files: a.csv, prices: adjusted, actions: b.csv }", "data.actions cannot go with adjusted prices")]
    [TestCase("- name", "the file must be a mapping of settings")]
    [TestCase("", "it holds no settings")]
    public void What_cannot_be_run_is_refused(string yaml, string sentence) =>
        Assert.That(
            () => RunConfiguration.Parse(yaml, "run.yaml"),
            Throws.TypeOf<ConfigurationRefusedException>().With.Message.Contain(sentence));

    [Test]
    public void A_missing_file_a_folder_and_a_binary_file_are_refused_by_name()
    {
        var folder = Directory.CreateTempSubdirectory("symphony-").FullName;
        try
        {
            var binary = Path.Combine(folder, "binary.yaml");
            File.WriteAllBytes(binary, [0x1f, 0x8b, 0x08, 0x00, 0xff]);
            Assert.That(() => RunConfiguration.Read(Path.Combine(folder, "none.yaml")), Throws.InstanceOf<RefusedException>().With.Message.Contain("there is no such file"));
            Assert.That(() => RunConfiguration.Read(folder), Throws.InstanceOf<RefusedException>().With.Message.Contain("it is a folder"));
            Assert.That(() => RunConfiguration.Read(binary), Throws.InstanceOf<RefusedException>().With.Message.Contain("binary.yaml: it is"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestCase("2.5 bp", 0.00025)]
    [TestCase("2.5bp", 0.00025)]
    [TestCase("0.3 bp", 0.00003)]
    [TestCase("5 %", 0.05)]
    [TestCase("-30%", -0.3)]
    [TestCase("1e7", 1e7)]
    public void Fractions_may_be_written_in_basis_points_or_percent_without_rounding_twice(string text, double value)
    {
        Assert.That(Written.TryNumber(text, out var read), Is.True);
        Assert.That(BitConverter.DoubleToInt64Bits(read), Is.EqualTo(BitConverter.DoubleToInt64Bits(value)));
    }

    [TestCase("engine: { minimumFee: 5 }")]
    [TestCase("engine: { impactLaw: almgren2005 }")]
    [TestCase("engine: { impactExponent: 0.6 }")]
    [TestCase("engine: { impactLaw: almgren2005, almgrenGamma: 0.3, almgrenEta: 0.1, almgrenDurationDays: 2 }")]
    [TestCase("market: { borrowRates: borrow.csv, columns: { rate: r } }")]
    [TestCase("market: { cashRates: a.csv, marginRates: b.csv, sharesOutstanding: c.csv }\nengine: { impactLaw: almgren2005 }")]
    [TestCase("market: { auction: { fixed: 0.1, wholeAuction: 0.1, auctionShare: 0.1, orderNotional: 1 } }")]
    public void A_change_of_costs_alone_is_another_configuration_and_the_same_trial(string more)
    {
        const string Plain = "name: x\ndata: { files: bars.csv, prices: adjusted }\n";
        var (plain, changed) = (RunConfiguration.Parse(Plain, "run.yaml"), RunConfiguration.Parse(Plain + more + "\n", "run.yaml"));
        Assert.That(changed.Hash, Is.Not.EqualTo(plain.Hash));
        Assert.That(changed.TrialHash, Is.EqualTo(plain.TrialHash));
    }

    [TestCase("market: { fillPrices: vwap.csv }")]
    [TestCase("market: { fillBars: [minute.csv] }")]
    [TestCase("engine: { contractMultipliers: { ES: 50 } }")]
    public void Other_fills_are_another_trial(string more)
    {
        const string Plain = "name: x\ndata: { files: bars.csv, prices: adjusted }\n";
        Assert.That(RunConfiguration.Parse(Plain + more + "\n", "run.yaml").TrialHash, Is.Not.EqualTo(RunConfiguration.Parse(Plain, "run.yaml").TrialHash));
    }

    [Test]
    public void Later_settings_written_at_their_defaults_leave_the_configuration_as_it_was()
    {
        const string Plain = "name: x\ndata: { files: bars.csv, prices: adjusted }\n";
        var written = RunConfiguration.Parse(
            Plain + "engine: { minimumFee: 0, impactLaw: power, impactExponent: 0.5, precision: double, contractMultipliers: {} }\nmarket: { fillPrices: none, columns: { rate: rate } }\n", "run.yaml");
        Assert.That(written.Hash, Is.EqualTo(RunConfiguration.Parse(Plain, "run.yaml").Hash));
        Assert.That(RunConfiguration.Parse(written.ToYaml(), "run.yaml").Hash, Is.EqualTo(written.Hash), "what is printed reads back");
    }

    [Test]
    public void Folders_of_files_beside_the_bars_are_no_part_of_the_configuration()
    {
        const string Plain = "name: x\ndata: { files: bars.csv, prices: adjusted }\n";
        Assert.That(
            RunConfiguration.Parse(Plain + "market: { fillPrices: a/vwap.csv }\n", "run.yaml").Hash,
            Is.EqualTo(RunConfiguration.Parse(Plain + "market: { fillPrices: b/vwap.csv }\n", "run.yaml").Hash));
    }

    [Test]
    public void A_flag_overrules_the_file_and_is_named_when_it_is_refused()
    {
        var flags = new System.Collections.Generic.Dictionary<string, System.Collections.Generic.IReadOnlyList<string>>
        {
            ["data.files"] = ["bars.csv"],
            ["weights.files"] = ["weights.csv"],
            ["engine.halfSpread"] = ["1 bp"],
        };
        Assert.That(BacktestConfiguration.Read(null, flags).ToYaml(), Does.Contain("halfSpread: 0.0001\n"));
        flags["engine.halfSpread"] = ["wide"];
        Assert.That(() => BacktestConfiguration.Read(null, flags), Throws.InstanceOf<RefusedException>().With.Message.StartWith("--half-spread was 'wide', but a number"));
    }
}
