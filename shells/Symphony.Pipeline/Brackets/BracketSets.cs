using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The parameter sets that a configuration names: one, every choice of its lists, or the rows of a file.</summary>
/// <param name="Columns">What differs between them, as flags without their dashes; empty of one set.</param>
/// <param name="Sets">The sets, at least one.</param>
/// <param name="Input">The file they were read from; null when there is none.</param>
internal sealed record BracketSets(IReadOnlyList<string> Columns, IReadOnlyList<BracketSet> Sets, InputFile? Input)
{
    private const int Most = 100_000;

    internal static BracketSets Of(BracketConfiguration configuration)
    {
        var place = configuration.Place;
        (Setting Setting, JsonNode?[] Choices)[] lists =
        [
            .. BracketSettingsTable.Bracket.Where(setting => setting.MayVary)
                .Select(setting => (setting, Choices(setting, configuration.Bracket[setting.Key])))
                .Where(list => list.Item2.Length > 1),
        ];
        var found = configuration.SetsFile is not { } file ? Product(configuration.Bracket, lists)
            : lists.Length == 0 ? BracketSetsFile.Read(file, configuration)
            : throw place.Refuse(BracketSettingsTable.Sets, $"{BracketSettingsTable.Sets} and the list in {lists[0].Setting.Path} both name parameter sets; one of them is accepted");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var set in found.Sets)
        {
            if (!seen.TryAdd(CanonicalJson.Line(set.Bracket), set.Number))
            {
                var first = seen[CanonicalJson.Line(set.Bracket)];
                throw place.Refuse(
                    found.Input is null ? lists[0].Setting.Path : BracketSettingsTable.Sets,
                    $"set {set.Number} ({set.Words(found.Columns)}) is set {first} again; sets that differ are accepted, as each counts as a trial");
            }
        }

        return found;
    }

    /// <summary>The core's options of each set; a refusal says of which.</summary>
    internal BracketOptions[] Options(ConfigurationPlace place, Core.Panel? residuals) =>
    [
        .. Sets.Select(set =>
        {
            try
            {
                return place.Point(() => BracketInputs.Options(set.Bracket, place, residuals));
            }
            catch (RefusedException refused) when (Sets.Count > 1)
            {
                throw new RefusedException(refused.ParamName ?? "", $"set {set.Number} ({set.Words(Columns)}): {refused.Sentence}");
            }
        }),
    ];

    private static BracketSets Product(JsonObject bracket, (Setting Setting, JsonNode?[] Choices)[] lists)
    {
        var count = lists.Aggregate(1L, (product, list) => Math.Min(product * list.Choices.Length, long.MaxValue / Most));
        if (count > Most)
            throw new ConfigurationRefusedException(lists[0].Setting.Path, $"the lists make {count} parameter sets, but at most {Most} are accepted");
        var sets = Enumerable.Range(0, (int)count).Select(number =>
        {
            var own = bracket.DeepClone().AsObject();
            foreach (var (setting, choices) in lists) own[setting.Key] = null;
            var values = new string[lists.Length];
            var rest = number;
            // The last list turns fastest.
            for (var i = lists.Length - 1; i >= 0; i--)
            {
                var (setting, choices) = lists[i];
                own[setting.Key] = choices[rest % choices.Length]?.DeepClone();
                rest /= choices.Length;
            }

            // The unit may itself be one of the lists, known only now.
            for (var i = 0; i < lists.Length; i++) values[i] = Words(lists[i].Setting, own[lists[i].Setting.Key], own);
            if (lists.All(list => list.Setting.Path != BracketSettingsTable.ProfitTargets))
                own["profitTargets"] = Choices(Target, bracket["profitTargets"])[0]!.DeepClone();
            return new BracketSet(number + 1, own, values);
        });
        return new BracketSets([.. lists.Select(list => list.Setting.Flag[2..])], [.. sets], null);
    }

    internal static Setting Target { get; } = BracketSettingsTable.Bracket.First(setting => setting.Path == BracketSettingsTable.ProfitTargets);

    /// <summary>The values that a setting was given: each stands for sets of its own.</summary>
    internal static JsonNode?[] Choices(Setting setting, JsonNode? value) =>
        setting.Path == BracketSettingsTable.ProfitTargets ? TargetChoices(CanonicalJson.Texts(value))
        : value is JsonArray several ? [.. several]
        : [value];

    /// <summary>Targets with parts are one order that leaves in parts; targets without are one set each.</summary>
    private static JsonNode?[] TargetChoices(string[] texts)
    {
        if (texts.All(text => text.Contains(':', StringComparison.Ordinal) && !text.Contains(',', StringComparison.Ordinal)))
            return [List(texts)];
        return
        [
            .. texts.SelectMany(text => text.Contains(':', StringComparison.Ordinal)
                ? [List(Parts(text))]
                : Parts(text).Select(part => List([part]))),
        ];

        static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries);
        static JsonNode? List(string[] parts) => new JsonArray([.. parts.Select(part => (JsonNode)part)]);
    }

    /// <summary>A value as a reader writes it: a distance from the price as a share of it.</summary>
    internal static string Words(Setting setting, JsonNode? value, JsonObject bracket) => value switch
    {
        null => "none",
        JsonArray parts => string.Join(' ', CanonicalJson.Texts(parts)),
        JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String => text.GetValue<string>(),
        JsonValue number when IsShareOfPrice(setting, bracket) =>
            number.GetValue<double>().ToString("0.#### %", System.Globalization.CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal),
        _ => value.ToJsonString(),
    };

    private static bool IsShareOfPrice(Setting setting, JsonObject bracket) =>
        BracketSettingsTable.Distances.Contains(setting.Path)
        && bracket["volatility"] is JsonValue unit && unit.GetValue<string>() == BracketSettingsTable.Price;
}
