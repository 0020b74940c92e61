using System;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Turns a setting's text into its canonical value.</summary>
internal static class SettingText
{
    /// <summary>The value of a setting written as one text; false when the text is not accepted.</summary>
    internal static bool TryRead(Setting setting, string text, out JsonNode? value)
    {
        value = null;
        var optional = setting.OrNone || (setting.Default is null && !setting.Required);
        if (optional && Settings.IsNone(text)) return true;
        switch (setting.Kind)
        {
            case SettingKind.Text or SettingKind.File:
                value = text;
                return text.Length > 0;
            case SettingKind.WholeNumber:
                if (!Written.TryWholeNumber(text, out var whole) || whole < (setting.Minimum ?? int.MinValue) || whole > setting.Maximum) return false;
                value = whole;
                return true;
            case SettingKind.Number:
                if (!Written.TryNumber(text, out var number) || number < setting.Minimum) return false;
                value = Number(number);
                return true;
            case SettingKind.Truth:
                if (text is not ("true" or "false")) return false;
                value = text == "true";
                return true;
            case SettingKind.Choice:
                value = text;
                return setting.Accepted.Contains(text, StringComparer.Ordinal);
            case SettingKind.Date:
                value = text;
                return Written.TryDate(text, out _);
            case SettingKind.TextList:
                value = List(text);
                return true;
            case SettingKind.DateList:
                value = List(text);
                return Parts(text).All(part => Written.TryDate(part, out _));
            case SettingKind.Embargo:
                value = EmbargoText.Canonical(text);
                return value is not null;
            case SettingKind.TrainingWindow:
                value = TrainingWindowText.Canonical(text);
                return value is not null;
            case SettingKind.BorrowTiers:
                return TryTiers(text, out value);
            case SettingKind.NumberByName:
                return TryNumbersByName(text, out value);
            case SettingKind.Models:
                return false;
            default:
                return TryByName(text, out value);
        }
    }

    /// <summary>A number as canonical JSON: whole numbers without a point, others in the shortest text.</summary>
    internal static JsonNode Number(double value) => JsonNode.Parse(Written.Number(value == 0.0 ? 0.0 : value))!;

    internal static JsonObject Tier(double above, double rate) =>
        new() { ["advAbove"] = Number(above), ["rate"] = Number(rate) };

    private static string[] Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonArray List(string text) => new([.. Parts(text).Select(part => (JsonNode)part)]);

    private static bool TryTiers(string text, out JsonNode? value)
    {
        var tiers = new JsonArray();
        value = tiers;
        foreach (var part in Parts(text))
        {
            var pair = part.Split(':', StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || !Written.TryNumber(pair[0], out var above) || !Written.TryNumber(pair[1], out var rate))
                return false;
            tiers.Add((JsonNode)Tier(above, rate));
        }

        return true;
    }

    private static bool TryNumbersByName(string text, out JsonNode? value)
    {
        if (!TryByName(text, out value)) return false;
        var numbers = new JsonObject();
        foreach (var (name, each) in value!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!Written.TryNumber(each!.GetValue<string>(), out var number)) return false;
            numbers[name] = Number(number);
        }

        value = numbers;
        return true;
    }

    private static bool TryByName(string text, out JsonNode? value)
    {
        var names = new JsonObject();
        value = names;
        foreach (var part in Parts(text))
        {
            var pair = part.Split(':', StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || !names.TryAdd(pair[0], pair[1])) return false;
        }

        return true;
    }
}
