using System;
using System.IO;
using Symphony.Cli;

namespace Symphony.Shells.Tests.Cli;

/// <summary>One command as typed, with what it printed and how it ended.</summary>
internal sealed record Session(int ExitCode, string Output, string Error)
{
    public static Session Of(params string[] args) => In(width: 120, args);

    /// <summary>The same where lines have so many letters.</summary>
    public static Session In(int width, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(args, Terminal.Of(output, error, TimeProvider.System, width));
        return new Session(code, output.ToString(), error.ToString());
    }
}
