using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>One setting that the scenarios of a sweep vary, with its values.</summary>
public sealed class SweepAxis
{
    private const string Prefix = "engine.";

    /// <summary>The factor on every weight, which is no setting of the engine.</summary>
    private const string ScaleKey = "scale";

    private static readonly SettingKind[] Kinds = [SettingKind.Number, SettingKind.WholeNumber, SettingKind.Choice, SettingKind.Truth];

    private static readonly Setting Scale = new(ScaleKey, SettingKind.Number, "1", "Factor on every weight.");

    private static readonly Setting[] Known =
        [Scale, .. Settings.Engine.Where(setting => Kinds.Contains(setting.Kind) && setting.Path != EngineSettingsTable.Precision)];

    private readonly JsonNode?[] values;

    private SweepAxis(Setting setting, string[] texts, JsonNode?[] values)
    {
        Key = setting.Key;
        Texts = texts;
        this.values = values;
    }

    /// <summary>The setting's key, or <c>scale</c>.</summary>
    public string Key { get; }

    /// <summary>The values as they were written.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>True for what changes decisions, so that each value is a trial; costs and capital are none.</summary>
    public bool MakesTrials => !EngineSettingsTable.CostAndCapital.Contains(Key);

    /// <summary>Reads what a flag says, such as <c>halfSpread=1bp,2.5bp,5bp</c>.</summary>
    /// <param name="text">A key, an equals sign and values with commas between.</param>
    /// <exception cref="RefusedException">The key cannot vary, or a value is not one of its own.</exception>
    public static SweepAxis Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0 || at == text.Length - 1)
            throw Refused($"--vary was '{text}'; a setting, an equals sign and values are accepted, such as halfSpread=1bp,2.5bp,5bp");
        var key = text[..at].Trim();
        var name = key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;
        var setting = Known.FirstOrDefault(known => known.Key == name)
            ?? throw Refused($"--vary names '{key}', which cannot vary; the nearest is '{NearestKey.Of(name, Known.Select(known => known.Key))}'");
        var texts = text[(at + 1)..].Split(',', StringSplitOptions.TrimEntries);
        if (texts.GroupBy(one => one, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Refused($"--vary {name} holds {twice.Key} twice");
        var axis = new SweepAxis(setting, texts, [.. texts.Select(one => SettingText.TryRead(setting, one == "none" ? "null" : one, out var value)
            ? value
            : throw Refused($"--vary {name} holds '{one}', but {setting.AcceptedInWords} is accepted"))]);
        axis.RefuseOneValueInTwoForms();
        return axis;
    }

    /// <summary>1bp and 0.0001 are one scenario, not two.</summary>
    private void RefuseOneValueInTwoForms()
    {
        for (var later = 1; later < values.Length; later++)
        {
            var earlier = Array.FindIndex(values, value => JsonNode.DeepEquals(value, values[later]));
            if (earlier < later) throw Refused($"--vary {Key} holds one value twice, as {Texts[earlier]} and as {Texts[later]}; each value once is accepted");
        }
    }

    /// <summary>Puts one of the values into an engine's settings; the factor on every weight is returned.</summary>
    internal double Apply(JsonObject engine, int value, double scale)
    {
        if (Key == ScaleKey) return values[value]!.GetValue<double>();
        engine[Key] = values[value]?.DeepClone();
        return scale;
    }

    private static RefusedException Refused(string sentence) => new("--vary", sentence);
}
