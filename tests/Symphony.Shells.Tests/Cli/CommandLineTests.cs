using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Cli;
using Symphony.Pipeline;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Cli;

[TestFixture]
public sealed class CommandLineTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("symphony-cli-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Help_names_every_verb_and_the_exit_codes()
    {
        var session = Session.Of("--help");
        Assert.That(session.ExitCode, Is.Zero);
        foreach (var verb in (string[])["demo", "run", "labels", "backtest", "compare", "verify", "prove", "conformance", "splits", "runs", "doctor", "completion"])
            Assert.That(session.Output, Does.Contain($"\n  {verb} "));
        Assert.That(session.Output, Does.Contain("Exit codes: 0 done, 1 input refused"));
    }

    [Test]
    public void The_help_of_a_verb_teaches_by_example()
    {
        Assert.That(Session.Of("run", "--help").Output, Does.Contain("prices: adjusted"));
        Assert.That(Session.Of("backtest", "--help").Output, Does.Contain("symphony backtest --bars bars.csv --weights weights.csv"));
    }

    [Test]
    public void Every_engine_setting_but_sectors_is_a_flag_of_backtest()
    {
        var help = Session.Of("backtest", "--help").Output;
        foreach (var setting in Settings.Engine.Where(setting => setting.Key != "sectors"))
            Assert.That(help, Does.Contain(setting.Flag + " <"), setting.Path);
    }

    [Test]
    public void A_verb_that_is_not_known_is_refused_with_the_nearest_one()
    {
        var session = Session.Of("bactest");
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output + session.Error, Does.Contain("backtest"));
    }

    [TestCase("backtest --comission 3 --json", "'--comission' is not known here; the nearest is '--commission'", "symphony backtest --help")]
    [TestCase("backtest --bars b.csv --wieghts w.csv", "'--wieghts' is not known here; the nearest is '--weights'", "symphony backtest --help")]
    [TestCase("bactest", "'bactest' is not known here; the nearest is 'backtest'", "symphony --help")]
    [TestCase("run a.yaml b.yaml", "'b.yaml' is not known here", "symphony run --help")]
    [TestCase("run", "CONFIG.yaml", "symphony run --help")]
    [TestCase("backtest --equity", "--equity", "symphony backtest --help")]
    [TestCase("demo --seed many", "many", "symphony demo --help")]
    public void A_command_that_is_not_understood_is_one_sentence_and_nothing_on_standard_output(string typed, string said, string help)
    {
        var session = Session.Of(typed.Split(' '));
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1));
        Assert.That(session.Error, Does.Contain(said).And.Contain(help));
    }

    [Test]
    public void No_command_at_all_shows_the_help() =>
        Assert.That(Session.Of(), Has.Property("ExitCode").EqualTo(0).And.Property("Output").Contains("symphony demo"));

    [Test]
    public void A_missing_configuration_is_one_sentence_and_exit_code_1()
    {
        var file = Path.Combine(folder, "nothing.yaml");
        var session = Session.Of("run", file);
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("nothing.yaml"));
        Assert.That(session.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1));
        Assert.That(session.Error, Does.Not.Contain("   at "));
    }

    [Test]
    public void Only_debug_prints_where_a_failure_happened() =>
        Assert.That(
            Session.Of("run", Path.Combine(folder, "nothing.yaml"), "--debug").Error,
            Does.Contain("   at "));

    [Test]
    public void A_flag_given_twice_where_once_has_a_meaning_is_refused()
    {
        var session = Session.Of("backtest", "--bars", "b.csv", "--weights", "w.csv", "--equity", "1000", "--equity", "2000");
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("--equity was given 2 times"));
    }

    [TestCase("run", "stopped; the same command goes on from here")]
    [TestCase("trials", "stopped; the same command goes on from here")]
    [TestCase("backtest", "stopped; nothing of it is kept, the same command begins anew")]
    [TestCase("brackets", "stopped; nothing of it is kept, the same command begins anew")]
    public void A_stop_says_what_the_verb_keeps(string verb, string said) => Assert.That(CommandLine.Stopped(verb), Is.EqualTo(said));

    [Test]
    public void No_thread_at_all_is_refused()
    {
        var file = Path.Combine(folder, "run.yaml");
        File.WriteAllText(file, "name: x\ndata:\n  files: bars.csv\n  prices: adjusted\n");
        var session = Session.Of("run", file, "--threads", "0");
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Error, Does.Contain("--threads must be at least 1, was 0"));
    }

    [Test]
    public void Print_config_shows_every_default_and_runs_nothing()
    {
        var file = Path.Combine(folder, "run.yaml");
        File.WriteAllText(file, "name: x\ndata:\n  files: bars.csv\n  prices: adjusted\n");
        var session = Session.Of("run", file, "--print-config");
        Assert.That(session.ExitCode, Is.Zero);
        foreach (var setting in Settings.All.Where(setting => !setting.Path.StartsWith("data.columns", StringComparison.Ordinal)))
            Assert.That(session.Output, Does.Contain(setting.Key + ":"), setting.Path);
    }

    [Test]
    public void A_folder_that_is_no_run_is_refused_by_verify() =>
        Assert.That(Session.Of("verify", folder).ExitCode, Is.EqualTo(1));

    [Test]
    public void An_empty_runs_folder_says_how_to_make_a_run() =>
        Assert.That(Session.Of("runs", "--runs", folder).Output, Does.Contain("symphony demo"));

    [TestCase("bash", "complete ")]
    [TestCase("zsh", "compdef")]
    [TestCase("fish", "complete -c symphony")]
    [TestCase("pwsh", "Register-ArgumentCompleter")]
    public void Each_shell_has_its_completion(string shell, string mark) =>
        Assert.That(Session.Of("completion", shell).Output, Does.Contain(mark));

    [Test]
    public void Doctor_finds_both_native_libraries_and_a_lack_of_none()
    {
        var session = Session.Of("doctor", "--runs", folder);
        Assert.That(session.Output, Does.Contain("DuckDB").And.Contain("ONNX Runtime").And.Contain(".NET SDK"));
        Assert.That(session.Output, Does.Not.Contain("lack DuckDB").And.Not.Contain("lack ONNX"));
    }

    [TestCase("/etc/hostname", "cannot be loaded as libduckdb.so; unset SYMPHONY_DUCKDB")]
    [TestCase("/nowhere/libduckdb.so", "but there is no such file; unset it")]
    [Platform("Linux")]
    public void A_variable_that_names_no_DuckDB_is_one_sentence_and_a_lack_for_doctor(string library, string said)
    {
        var environment = new Dictionary<string, string> { ["SYMPHONY_DUCKDB"] = library };
        var doctor = SymphonyProcess.Run(environment, "doctor", "--runs", folder);
        Assert.That(doctor.ExitCode, Is.EqualTo(3), doctor.Printed);
        Assert.That(doctor.Printed, Does.Contain(said).And.Contain("mend: unset SYMPHONY_DUCKDB"));

        File.WriteAllText(Path.Combine(folder, "bars.csv"), "date\n");
        var (code, printed) = SymphonyProcess.Run(
            environment, "backtest", "--bars", Path.Combine(folder, "bars.csv"), "--weights", Path.Combine(folder, "bars.csv"));
        Assert.That(code, Is.EqualTo(2), printed);
        Assert.That(printed.TrimEnd().Split('\n'), Has.Length.EqualTo(1), printed);
        Assert.That(printed, Does.Contain(said));
    }

    [Test]
    public void A_stored_pointer_to_a_run_that_was_damaged_is_made_again()
    {
        var yaml = SmallMarket.Write(folder);
        var runs = Path.Combine(folder, "runs");
        Assert.That(Session.Of("run", yaml, "--runs", runs).ExitCode, Is.Zero);
        var pointer = Directory.GetFiles(Path.Combine(runs, ".stages", "report"), "run.json", SearchOption.AllDirectories)[0];
        var whole = File.ReadAllText(pointer);
        File.WriteAllText(pointer, "{ x");

        var again = Session.Of("run", yaml, "--runs", runs);
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        Assert.That(File.ReadAllText(pointer), Is.EqualTo(whole));
    }

    [Test]
    public void A_run_whose_manifest_was_damaged_is_refused_by_verify_and_marked_by_runs()
    {
        var yaml = SmallMarket.Write(folder);
        var runs = Path.Combine(folder, "runs");
        Assert.That(Session.Of("run", yaml, "--runs", runs).ExitCode, Is.Zero);
        var run = Path.Combine(runs, SymphonyProcess.RunFolders(runs).Single());
        foreach (var manifest in (string[])["{", "[]", "{ \"format\": 1 }", "{ \"format\": 1, \"outputs\": { \"a\": null } }"])
        {
            File.WriteAllText(Path.Combine(run, "manifest.json"), manifest);
            var session = Session.Of("verify", run);
            Assert.That(session.ExitCode, Is.EqualTo(1), manifest);
            Assert.That(session.Error, Does.Contain("its manifest.json is not a manifest"), manifest);
        }

        File.WriteAllText(Path.Combine(run, "manifest.json"), "{ \"format\": 99 }");
        Assert.That(Session.Of("verify", run).Error, Does.Contain("has format 99, newer than the 1 this version reads"));
        File.WriteAllText(Path.Combine(run, "metrics.json"), "{");
        Assert.That(Session.Of("runs", "--runs", runs).Output, Does.Contain("unreadable"));
    }

    [Test]
    public void Equity_and_fills_of_bars_within_a_day_carry_their_time()
    {
        var rows = Enumerable.Range(0, 8).SelectMany(day => new[] { "10:30", "11:30" }.Select(time =>
            $"{new DateOnly(2020, 1, 6).AddDays(day):yyyy-MM-dd}T{time}:00,A,10,11,9,10.5,1000000"));
        File.WriteAllText(Path.Combine(folder, "bars.csv"), "date,symbol,open,high,low,close,volume\n" + string.Join('\n', rows));
        File.WriteAllText(Path.Combine(folder, "weights.csv"), "date,symbol,weight\n2020-01-12T10:30:00,A,0.5\n");
        var (equity, trades) = (Path.Combine(folder, "equity.csv"), Path.Combine(folder, "trades.csv"));
        var session = Session.Of(
            "backtest", "--bars", Path.Combine(folder, "bars.csv"), "--weights", Path.Combine(folder, "weights.csv"),
            "--impact-coefficient", "0", "--equity-file", equity, "--trades-file", trades);
        Assert.That(session.ExitCode, Is.Zero, session.Error);
        // 11:30 in New York, in winter.
        Assert.That(File.ReadAllLines(trades)[1], Does.StartWith("2020-01-12,2020-01-12T16:30:00Z,A,fill,"));
        Assert.That(File.ReadAllLines(equity)[0], Does.StartWith("date,time,equity,"));
        Assert.That(File.ReadAllLines(equity).Select(line => line.Split(',')[1]), Is.Unique);
    }
}
