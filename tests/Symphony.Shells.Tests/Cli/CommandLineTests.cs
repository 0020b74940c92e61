using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Pipeline;

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
        foreach (var verb in (string[])["demo", "run", "backtest", "verify", "runs", "doctor", "completion"])
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
}
