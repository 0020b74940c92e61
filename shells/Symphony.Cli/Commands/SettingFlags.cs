using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.RegularExpressions;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary>A table of settings as flags.</summary>
/// <param name="settings">The settings; each is a flag.</param>
/// <param name="named">Flags whose name is not their setting's own, by path.</param>
internal sealed partial class SettingFlags(IEnumerable<Setting> settings, IReadOnlyDictionary<string, string> named)
{
    private readonly (Setting Setting, Option<string[]> Option)[] flags = [.. settings.Select(setting => (setting, Flag(setting, named)))];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in flags) command.Options.Add(option);
    }

    /// <summary>What was written, by path.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Given(ParseResult parsed)
    {
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (setting, option) in flags)
        {
            if (parsed.GetValue(option) is { Length: > 0 } texts)
                given[setting.Path] = IsList(setting) ? texts : [SharedOptions.Single(option.Name, texts)!];
        }

        return given;
    }

    /// <summary>Does something; what it refuses of the command line is said in the command line's own words.</summary>
    /// <param name="config">The YAML file; null when there is none.</param>
    /// <param name="work">What is done.</param>
    public int InFlags(string? config, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (RefusedException refused) when (config is null || refused is ConfigurationRefusedException { File: "" })
        {
            throw new RefusedException(refused.ParamName ?? "", InFlags(refused.Sentence));
        }
    }

    /// <summary>A sentence with flags in place of the settings' paths.</summary>
    private string InFlags(string sentence) => Path().Replace(
        sentence,
        found => Array.Find(flags, flag => flag.Setting.Path == found.Value).Option?.Name ?? found.Value);

    /// <summary>A section and what is in it; a name of a file is none.</summary>
    [GeneratedRegex(@"(?<![\w./\\'])[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+(?![\w/\\])")]
    private static partial Regex Path();

    private static bool IsList(Setting setting) => setting.Kind is SettingKind.TextList or SettingKind.DateList;

    private static Option<string[]> Flag(Setting setting, IReadOnlyDictionary<string, string> named)
    {
        var option = new Option<string[]>(named.GetValueOrDefault(setting.Path, setting.Flag))
        {
            Description = setting.Default is { Length: > 0 } standard ? $"{setting.Meaning} [default: {standard}]" : setting.Meaning,
            HelpName = setting.Accepted.Count > 0 ? string.Join("|", setting.Accepted) : setting.Kind.ToString().ToLowerInvariant(),
            AllowMultipleArgumentsPerToken = setting.Kind is SettingKind.TextList,
        };
        if (setting.Accepted.Count > 0) option.CompletionSources.Add([.. setting.Accepted]);
        return option;
    }
}
