using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using Symphony.Cli.Commands;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The verbs, and what becomes of a failure: one sentence and an exit code, never a stack trace unasked.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Debug = new("--debug")
    {
        Description = "On a failure, print the stack trace too.",
        Recursive = true,
    };

    public static int Run(string[] args, Terminal terminal)
    {
        args = HandedOver(args);
        var root = Root(terminal);
        ShortenOthers(root, args);
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Action is ParseErrorAction || Swallowed(parsed) is not null)
            return Misspoken(parsed, terminal);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Output.Profile.Out.Writer,
            Error = terminal.Error.Profile.Out.Writer,
        };
        try
        {
            return parsed.Invoke(configuration);
        }
        catch (Exception failure) when (!parsed.GetValue(Debug))
        {
            return Explain(failure, parsed, terminal);
        }
        catch (Exception failure)
        {
            terminal.Error.Profile.Out.Writer.WriteLine(failure);
            return Explain(failure, parsed, terminal);
        }
    }

    /// <summary>A backtest of brackets is the verb of its own that it is.</summary>
    private static string[] HandedOver(string[] args) => args is ["backtest", .. var rest] && rest.Contains("--brackets")
        ? ["brackets", .. rest.Where(word => word != "--brackets")]
        : args;

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand(
            """
            Symphony: market bars to audited, net-of-cost performance, without look-ahead.

            Start with:  symphony demo
            Then:        symphony run CONFIG.yaml          (samples/us-equities.yaml is one)
                         symphony backtest --bars bars.csv --weights weights.csv

            Exit codes: 0 done, 1 input refused, 2 a disk, network or library failed, 3 a check found a fault.
            """)
        {
            DemoCommand.Create(terminal),
            IngestCommand.Create(terminal),
            StoreCommand.Create(terminal),
            RunCommand.Create(terminal),
            AuditCommand.Create(terminal),
            UniverseCommand.Create(terminal),
            AdjustCommand.Create(terminal),
            LabelsCommand.Create(terminal),
            BacktestCommand.Create(terminal),
            SweepCommand.Create(terminal),
            BracketsCommand.Create(terminal),
            CompareCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            ProveCommand.Create(terminal),
            ConformanceCommand.Create(terminal),
            SplitsCommand.Create(terminal),
            FeaturesCommand.Create(terminal),
            CalendarsCommand.Create(terminal),
            ResampleCommand.Create(terminal),
            TradeBarsCommand.Create(terminal),
            RunsCommand.Create(terminal),
            TrialsCommand.Create(terminal),
            StatisticsCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        root.Options.Add(Debug);
        return root;
    }

    /// <summary>A verb's own help teaches in full; in the list of verbs its first paragraph is enough.</summary>
    private static void ShortenOthers(RootCommand root, string[] args)
    {
        foreach (var command in root.Subcommands.Where(command => !args.Contains(command.Name)))
            command.Description = command.Description?.ReplaceLineEndings("\n").Split("\n\n")[0].Replace('\n', ' ');
    }

    /// <summary>One sentence about the first thing that was not understood; standard output stays empty.</summary>
    private static int Misspoken(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        string reason;
        if ((parsed.UnmatchedTokens is [var first, ..] ? first : Swallowed(parsed)) is not { } word)
        {
            reason = WithoutTypes(OnOneLine(parsed.Errors[0].Message).TrimEnd('.'));
        }
        else
        {
            var known = word.StartsWith('-')
                ? command.Options.Where(option => !option.Hidden).Select(option => option.Name)
                : command.Subcommands.Select(verb => verb.Name);
            if (command.Name == "backtest" && Verb("brackets").Any(option => option.Name == word))
                reason = $"'{word}' is a flag of symphony brackets, or of symphony backtest --brackets";
            else reason = known.Any()
                ? $"'{word}' is not known here; the nearest is '{NearestKey.Of(word, known)}'"
                : $"'{word}' is not known here";
        }

        IEnumerable<Option> Verb(string name) => ((RootCommand)parsed.RootCommandResult.Command).Subcommands.Single(one => one.Name == name).Options;
        var verb = string.Concat(Verbs(parsed.CommandResult).Reverse().Select(name => name + " "));
        terminal.Error.Profile.Out.Writer.WriteLine($"symphony: {reason} (symphony {verb}--help shows what is accepted)");
        return ExitCode.Refused;
    }

    /// <summary>An unknown option that the list before it took for one of its values; null when there is none.</summary>
    private static string? Swallowed(ParseResult parsed) => parsed.CommandResult.Children.OfType<OptionResult>()
        .SelectMany(option => option.Tokens)
        .Select(token => token.Value)
        .FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal));

    /// <summary>A command's name and those of the commands it is under, the innermost first.</summary>
    private static IEnumerable<string> Verbs(CommandResult command)
    {
        for (var at = command; at is not null && at.Command is not RootCommand; at = at.Parent as CommandResult) yield return at.Command.Name;
    }

    /// <summary>The parser names a type of .NET; a reader knows numbers.</summary>
    private static string WithoutTypes(string reason)
    {
        const string Marker = " as expected type ";
        var at = reason.IndexOf(Marker, StringComparison.Ordinal);
        if (at < 0) return reason;
        var type = reason[at..];
        var accepted = type.Contains("UInt", StringComparison.Ordinal) ? "a whole number, 0 or more,"
            : type.Contains("Int", StringComparison.Ordinal) ? "a whole number of up to nine digits"
            : "a finite number";
        return $"{reason[..at]}; {accepted} is accepted";
    }

    private static int Explain(Exception failure, ParseResult parsed, Terminal terminal)
    {
        var (sentence, code) = failure switch
        {
            AuditRefusedException poor => (poor.Sentence, ExitCode.FaultFound),
            RefusedException refused => (InFlags(refused, parsed), ExitCode.Refused),
            OperationCanceledException => (Stopped(parsed.CommandResult.Command.Name), ExitCode.Stopped),
            IOException or UnauthorizedAccessException => (failure.Message, ExitCode.Failed),
            DllNotFoundException => ($"{failure.Message} (run: symphony doctor)", ExitCode.Failed),
            _ => ($"{failure.Message} ({failure.GetType().Name}; --debug prints where)", ExitCode.Failed),
        };
        terminal.Error.Profile.Out.Writer.WriteLine($"symphony: {OnOneLine(sentence)}");
        return code;
    }

    /// <summary>
    /// The sentence with the flag as it is typed in place of what a library calls it, and with the flag that leaves out what
    /// lies outside sessions.
    /// </summary>
    private static string InFlags(RefusedException refused, ParseResult parsed)
    {
        const string LeftOut = "those outside can be left out where that is said", Outside = "--outside";
        var options = parsed.CommandResult.Command.Options;
        var sentence = options.Any(option => option.Name == Outside)
            ? refused.Sentence.Replace(LeftOut, $"those outside are left out with {Outside} leave-out", StringComparison.Ordinal)
            : refused.Sentence;
        return refused.ParamName is { Length: > 0 } name
            && sentence.StartsWith(name + " ", StringComparison.Ordinal)
            && options.FirstOrDefault(option => option.Name == $"--{name}") is { } flag
            ? flag.Name + sentence[name.Length..]
            : sentence;
    }

    /// <summary>What a stop leaves of a verb's work.</summary>
    internal static string Stopped(string verb) => verb is "run" or "demo" or "trials"
        ? "stopped; the same command goes on from here"
        : "stopped; nothing of it is kept, the same command begins anew";

    /// <summary>A system's own message may have several lines.</summary>
    private static string OnOneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
