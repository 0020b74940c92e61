using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using Symphony.Cli.Commands;
using Symphony.Core.Interop;

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
        var root = Root(terminal);
        ShortenOthers(root, args);
        var parsed = root.Parse(args);
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
            return Explain(failure, terminal);
        }
        catch (Exception failure)
        {
            terminal.Error.Profile.Out.Writer.WriteLine(failure);
            return Explain(failure, terminal);
        }
    }

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
            RunCommand.Create(terminal),
            BacktestCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            RunsCommand.Create(terminal),
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

    private static int Explain(Exception failure, Terminal terminal)
    {
        var (sentence, code) = failure switch
        {
            RefusedException refused => (refused.Sentence, ExitCode.Refused),
            OperationCanceledException => ("stopped; the same command goes on from here", ExitCode.Stopped),
            IOException or UnauthorizedAccessException => (failure.Message, ExitCode.Failed),
            DllNotFoundException => ($"{failure.Message} (run: symphony doctor)", ExitCode.Failed),
            _ => ($"{failure.Message} ({failure.GetType().Name}; --debug prints where)", ExitCode.Failed),
        };
        terminal.Error.Profile.Out.Writer.WriteLine($"symphony: {sentence}");
        return code;
    }
}
