using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Symphony.Pipeline;

/// <summary>The values of a table of settings: defaults, then a YAML file, then flags.</summary>
/// <param name="table">The settings that are known here.</param>
internal sealed class SettingValues(IReadOnlyList<Setting> table)
{
    private readonly Dictionary<string, Setting> settings =
        table.ToDictionary(setting => setting.Path, StringComparer.Ordinal);

    private readonly Dictionary<string, JsonNode?> values = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> defaults = new(StringComparer.Ordinal);

    private readonly HashSet<string> sections =
        table.SelectMany(setting => Ancestors(setting.Section)).ToHashSet(StringComparer.Ordinal);

    private string file = "";

    /// <summary>Reads a YAML text; a key it does not know, or a value of the wrong type, is refused.</summary>
    internal void ReadYaml(string yaml, string fileName)
    {
        file = fileName;
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new ConfigurationRefusedException(
                "yaml", $"it is not YAML: {Sentence(error)}", fileName, (int)error.Start.Line);
        }

        if (stream.Documents.Count == 0)
            throw new ConfigurationRefusedException("yaml", "it holds no settings; at least name and data are needed", fileName);
        if (stream.Documents.Count > 1)
            throw Refuse(stream.Documents[1].RootNode, "yaml", $"it holds {stream.Documents.Count} documents; one is accepted");
        ReadNode("", stream.Documents[0].RootNode);
    }

    /// <summary>Sets one value from a flag's text.</summary>
    internal void Set(string path, string text)
    {
        var setting = Known(path);
        values[path] = setting.MayVary && text.Contains(',', StringComparison.Ordinal)
            ? new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Read(setting, part))])
            : Read(setting, text);
        lines.Remove(path);
    }

    /// <summary>Sets one value from the texts of a flag: all of them for a list, else the last.</summary>
    internal void Set(string path, IReadOnlyList<string> texts) =>
        Set(path, Known(path).Kind == SettingKind.TextList ? string.Join(',', texts) : texts[^1]);

    /// <summary>The value of a setting written as one text.</summary>
    internal static JsonNode? Read(Setting setting, string text) => SettingText.TryRead(setting, text, out var value)
        ? value
        : throw new ConfigurationRefusedException(setting.Path, $"{setting.Flag} was '{text}', but {setting.AcceptedInWords} is accepted");

    /// <summary>Sets a list of texts.</summary>
    internal void SetList(string path, IEnumerable<string> texts)
    {
        values[Known(path).Path] = new JsonArray([.. texts.Select(text => (JsonNode)text)]);
        lines.Remove(path);
    }

    /// <summary>Says the value of a setting that nothing sets, in place of the table's own.</summary>
    internal void DefaultTo(string path, string text) => defaults[path] = text;

    /// <summary>The text in force; null where there is none, or where it is no text.</summary>
    internal string? Text(string path) =>
        settings.TryGetValue(path, out var setting) && ValueOf(setting) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>True when the file or a flag sets this value.</summary>
    internal bool IsWritten(string path) => values.ContainsKey(path);

    /// <summary>The line of the file that set this value; 0 when a flag or a default did.</summary>
    internal int LineOf(string path) => lines.GetValueOrDefault(path);

    /// <summary>The path of the setting that the core names by its last part, or of a section; null when there is none.</summary>
    internal string? PathOf(string parameter)
    {
        string[] named = parameter switch
        {
            "cap" => ["sizing.perNameCap"],
            "verticalBars" => ["labels.bars", "bracket.bars"],
            "volatilitySpan" or "trueRangeWindow" => ["labels.volatilityWindow", "bracket.volatilityWindow"],
            "target" => ["labels.fixedTarget", "bracket.fixedTarget"],
            "profitTarget" or "profitFraction" or "profitFractions" => ["bracket.profitTargets"],
            "finerBars" => ["finer.files"],
            "folds" => ["crossValidation.groups"],
            "MaximumPositions" => ["positions.maximum"],
            // Cash alone is the equity.
            "Equity" when IsWritten("start.cash") => ["start.cash"],
            _ when parameter.StartsWith("Almgren.", StringComparison.Ordinal) => ["engine.almgren" + parameter["Almgren.".Length..]],
            _ when parameter.StartsWith("borrow tier", StringComparison.Ordinal) => ["engine.borrowTiers"],
            _ => [],
        };
        return Array.Find(named, settings.ContainsKey) ?? PathEndingIn(parameter);
    }

    private string? PathEndingIn(string parameter) =>
        settings.Keys.OrderByDescending(lines.ContainsKey)
            .FirstOrDefault(path => path.Equals(parameter, StringComparison.OrdinalIgnoreCase)
                || path.EndsWith("." + parameter, StringComparison.OrdinalIgnoreCase))
        ?? sections.FirstOrDefault(section => section.Equals(parameter, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every setting with its value, sections and keys in ordinal order, defaults filled in.</summary>
    internal JsonObject Complete()
    {
        var root = new JsonObject();
        foreach (var setting in table.OrderBy(setting => setting.Path, StringComparer.Ordinal))
        {
            if (setting.Required && !values.ContainsKey(setting.Path) && !defaults.ContainsKey(setting.Path))
            {
                throw new ConfigurationRefusedException(
                    setting.Path, $"{setting.Path} is missing; {setting.AcceptedInWords} is accepted", file);
            }

            var parent = root;
            foreach (var part in setting.Section.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                if (parent[part] is not JsonObject child) parent[part] = child = new JsonObject();
                parent = child;
            }

            parent[setting.Key] = ValueOf(setting)?.DeepClone();
        }

        return root;
    }

    private Setting Known(string path) =>
        settings.TryGetValue(path, out var setting)
            ? setting
            : throw new ConfigurationRefusedException(
                path, $"the setting '{path}' is not known; the nearest known one is '{NearestKey.Of(path, settings.Keys)}'");

    private JsonNode? ValueOf(Setting setting)
    {
        if (values.TryGetValue(setting.Path, out var written)) return written;
        if ((defaults.GetValueOrDefault(setting.Path) ?? setting.Default) is not { } text) return null;
        SettingText.TryRead(setting, text, out var value);
        return value;
    }

    private void ReadNode(string path, YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Refuse(node, path, path.Length == 0
                ? "the file must be a mapping of settings, such as name: my-run"
                : $"{path} must hold settings ({string.Join(", ", KeysUnder(path))})");
        }

        foreach (var (keyNode, valueNode) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            var child = path.Length == 0 ? key : $"{path}.{key}";
            if (settings.TryGetValue(child, out var setting))
            {
                lines[child] = (int)keyNode.Start.Line;
                values[child] = ReadValue(setting, valueNode);
            }
            else if (sections.Contains(child))
            {
                lines[child] = (int)keyNode.Start.Line;
                if (!IsEmpty(valueNode)) ReadNode(child, valueNode);
            }
            else
            {
                throw Refuse(keyNode, child, UnknownKey(path, key));
            }
        }
    }

    private string UnknownKey(string path, string key)
    {
        var place = path.Length == 0 ? "at the top level" : $"under {path}";
        var elsewhere = settings.Values.FirstOrDefault(setting => setting.Key == key);
        var nearest = NearestKey.Of(key, KeysUnder(path));
        return elsewhere is not null
            ? $"the key '{key}' is not known {place}; it belongs under {elsewhere.Section}"
            : $"the key '{key}' is not known {place}; the nearest known key is '{nearest}'";
    }

    private IEnumerable<string> KeysUnder(string path) =>
        settings.Values.Where(setting => setting.Section == path).Select(setting => setting.Key)
            .Concat(sections.Where(section => ParentOf(section) == path).Select(section => section[(path.Length == 0 ? 0 : path.Length + 1)..]));

    private JsonNode? ReadValue(Setting setting, YamlNode node)
    {
        switch (setting.Kind, node)
        {
            case (SettingKind.TextList or SettingKind.DateList, YamlSequenceNode list):
                return new JsonArray([.. list.Children.Select(item => ReadItem(setting, item))]);
            case (_, YamlSequenceNode several) when setting.MayVary:
                return new JsonArray([.. several.Children.Select(item => ReadValue(setting, item))]);
            case (SettingKind.BorrowTiers, YamlSequenceNode tiers):
                return new JsonArray([.. tiers.Children.Select(tier => ReadTier(setting, tier))]);
            case (SettingKind.TextByName, YamlMappingNode names):
                return new JsonObject(names.Children
                    .Select(pair => KeyValuePair.Create(Scalar(setting, pair.Key), (JsonNode?)NamedText(setting, pair.Key, pair.Value)))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal));
            case (SettingKind.NumberByName, YamlMappingNode numbers):
                return new JsonObject(numbers.Children
                    .Select(pair => KeyValuePair.Create(Scalar(setting, pair.Key), (JsonNode?)ReadNumber(setting, pair.Value)))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal));
            case (SettingKind.Models, YamlMappingNode models):
                return new JsonObject(models.Children
                    .Select(pair => KeyValuePair.Create(Scalar(setting, pair.Key), (JsonNode?)ReadModel(setting, pair.Key, pair.Value)))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal));
            case (SettingKind.TextList, YamlScalarNode { Value: { Length: > 0 } single }):
                return new JsonArray((JsonNode)single);
            case (_, YamlScalarNode scalar) when SettingText.TryRead(setting, scalar.Value ?? "", out var value):
                return value;
            default:
                throw WrongType(setting, node);
        }
    }

    /// <summary>What is written of one model of several.</summary>
    private JsonObject ReadModel(Setting setting, YamlNode key, YamlNode node)
    {
        var name = Scalar(setting, key);
        var path = $"{setting.Path}.{name}";
        var own = new SettingValues(StackSettingsTable.Of(table, name)) { file = file };
        if (!IsEmpty(node)) own.ReadNode(path, node);
        lines[path] = (int)key.Start.Line;
        foreach (var (place, line) in own.lines) lines[place] = line;
        return new JsonObject(own.values.Select(value => KeyValuePair.Create(value.Key[(path.Length + 1)..], value.Value?.DeepClone())));
    }

    private JsonNode ReadItem(Setting setting, YamlNode node)
    {
        var text = Scalar(setting, node);
        return setting.Kind != SettingKind.DateList || Written.TryDate(text, out _) ? text : throw WrongType(setting, node);
    }

    private JsonNode ReadNumber(Setting setting, YamlNode node) =>
        Written.TryNumber(Scalar(setting, node), out var number) ? SettingText.Number(number) : throw WrongType(setting, node);

    private JsonNode ReadTier(Setting setting, YamlNode node)
    {
        double? above = null, rate = null;
        if (node is not YamlMappingNode tier) throw WrongType(setting, node);
        foreach (var (keyNode, valueNode) in tier.Children)
        {
            if (!Written.TryNumber(Scalar(setting, valueNode), out var number)) throw WrongType(setting, valueNode);
            var key = Scalar(setting, keyNode);
            if (key == "advAbove") above = number;
            else if (key == "rate") rate = number;
            else throw Refuse(keyNode, setting.Path, $"the key '{key}' is not known in {setting.Path}; the nearest known key is '{NearestKey.Of(key, ["advAbove", "rate"])}'");
        }

        return above is { } from && rate is { } yearly ? SettingText.Tier(from, yearly) : throw WrongType(setting, node);
    }

    private string Scalar(Setting setting, YamlNode node) =>
        (node as YamlScalarNode)?.Value is { Length: > 0 } text ? text : throw WrongType(setting, node);

    /// <summary>The text under a name; one that is missing is refused by that name.</summary>
    private string NamedText(Setting setting, YamlNode name, YamlNode node) =>
        (node as YamlScalarNode)?.Value is { Length: > 0 } text
            ? text
            : throw Refuse(node, setting.Path, $"{setting.Path}.{Scalar(setting, name)} was {Describe(node)}, but text is accepted");

    private ConfigurationRefusedException WrongType(Setting setting, YamlNode node) =>
        Refuse(node, setting.Path, $"{setting.Path} was {Describe(node)}, but {setting.AcceptedInWords} is accepted");

    private ConfigurationRefusedException Refuse(YamlNode node, string key, string reason) =>
        new(key, reason, file, (int)node.Start.Line);

    private static string Describe(YamlNode node) => node switch
    {
        YamlScalarNode { Value: null or "" } => "empty",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };

    private static bool IsEmpty(YamlNode node) => node is YamlScalarNode { Value: null or "" or "~" };

    private static string Sentence(YamlException error) =>
        (error.InnerException?.Message ?? error.Message).TrimEnd('.');

    private static string ParentOf(string section) =>
        section.LastIndexOf('.') is var dot and > 0 ? section[..dot] : "";

    private static IEnumerable<string> Ancestors(string section)
    {
        for (var rest = section; rest.Length > 0; rest = ParentOf(rest))
            yield return rest;
    }
}
