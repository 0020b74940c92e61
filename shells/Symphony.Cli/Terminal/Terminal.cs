using System;
using System.IO;
using Spectre.Console;

namespace Symphony.Cli;

/// <summary>Where a command writes: its result to one stream, progress and refusals to the other.</summary>
internal sealed class Terminal
{
    private const int PlainWidth = 120;

    private Terminal(IAnsiConsole output, IAnsiConsole error, bool isInteractive, TimeProvider time) =>
        (Output, Error, IsInteractive, Time) = (output, error, isInteractive, time);

    /// <summary>Results: tables, JSON.</summary>
    public IAnsiConsole Output { get; }

    /// <summary>Progress and refusals.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>True when progress can be drawn in place.</summary>
    public bool IsInteractive { get; }

    /// <summary>The clock of this process.</summary>
    public TimeProvider Time { get; }

    public static Terminal OfProcess()
    {
        var isInteractive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new Terminal(
            Of(Console.Out, !Console.IsOutputRedirected),
            Of(Console.Error, isInteractive),
            isInteractive,
            TimeProvider.System);
    }

    public static Terminal Of(TextWriter output, TextWriter error, TimeProvider time, int width = PlainWidth) =>
        new(Of(output, isTerminal: false, width), Of(error, isTerminal: false), isInteractive: false, time);

    /// <summary>Writes text as it is: no markup, no wrapping.</summary>
    public void WriteRaw(string text) => Output.Profile.Out.Writer.Write(text);

    private static IAnsiConsole Of(TextWriter writer, bool isTerminal, int width = PlainWidth)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
            console.Profile.Width = width;
        return console;
    }
}
