using System;
using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.IO;
using System.Linq;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary>Flags that several verbs take.</summary>
internal static class SharedOptions
{
    public const string RunsVariable = "SYMPHONY_RUNS";

    public static Option<string?> Runs() => new("--runs")
    {
        Description = $"Folder of all runs (default: {RunsVariable}, else ./runs).",
        HelpName = "DIR",
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "How many threads work at once; the result is the same whatever it is.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    public static Option<bool> Json() => new("--json")
    {
        Description = "Print the figures as JSON on standard output.",
    };

    /// <summary>A run, however it is named; a shell completes the names and hashes there are.</summary>
    public static Argument<string> Run(string name)
    {
        var argument = new Argument<string>(name) { Description = $"A run: {RunReference.Accepted}." };
        argument.CompletionSources.Add(_ =>
        {
            var known = RunCatalogue.List(RunsFolder(null));
            return known.Count == 0 ? [] : known.Select(run => run.Name).Distinct().Append(RunReference.Latest)
                .Concat(known.Select(run => run.ContentHash[..Math.Min(12, run.ContentHash.Length)])).Select(text => new CompletionItem(text));
        });
        return argument;
    }

    public static Option<string?> Format()
    {
        var option = new Option<string?>("--format") { Description = "table or json [default: table].", HelpName = "table|json" };
        option.CompletionSources.Add("table", "json");
        return option;
    }

    public static bool IsJson(string? format) => format switch
    {
        null or "table" => false,
        "json" => true,
        _ => throw new RefusedException("--format", $"--format was '{format}', but table or json is accepted"),
    };

    public static string RunsFolder(string? given) =>
        Path.GetFullPath(
            given
            ?? (Environment.GetEnvironmentVariable(RunsVariable) is { Length: > 0 } named ? named : "runs"));

    /// <summary>The runs folder for a command that makes none: one that is named must be there.</summary>
    public static string ExistingRunsFolder(string? given)
    {
        var folder = RunsFolder(given);
        var named = given is not null ? "--runs" : Environment.GetEnvironmentVariable(RunsVariable) is { Length: > 0 } ? RunsVariable : null;
        if (File.Exists(folder)) throw new RefusedException("--runs", $"{folder} is a file; a folder in which something was run is accepted");
        if (named is not null && !Directory.Exists(folder))
            throw new RefusedException(named, $"{named} names {folder}, and there is no such folder; a folder in which something was run is accepted");
        return folder;
    }

    /// <summary>A calendar date of a flag.</summary>
    public static DateOnly Date(string flag, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new RefusedException(flag, $"{flag} was '{text}', but a date as yyyy-MM-dd is accepted");

    public static int AtLeastOne(int threads) =>
        threads >= 1
            ? threads
            : throw new RefusedException("--threads", $"--threads must be at least 1, was {threads}");

    /// <summary>A flag given twice where one value has a meaning is refused, not silently halved.</summary>
    public static string? Single(string flag, string[]? values) =>
        values is null or [] ? null
        : values.Length == 1 ? values[0]
        : throw new RefusedException(flag, $"{flag} was given {values.Length} times ({string.Join(", ", values.Take(3))}); once is accepted");
}
