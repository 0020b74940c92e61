using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The settings of several models, and of how their scores become one.</summary>
internal static class StackSettingsTable
{
    internal const string Models = "models";
    internal const string Method = "stack.method";
    internal const string Scaling = "stack.scaling";
    internal const string Weights = "stack.weights";
    internal const string Folds = "stack.folds";

    internal const string Equal = "equal";
    internal const string LeastSquares = "leastSquares";
    internal const string Stated = "weights";

    private const string Model = "model";
    private const string Stack = "stack";
    private const string Features = "features";

    /// <summary>The keys that are a member's own; <c>model</c> has them too, for one model and for what a member leaves out.</summary>
    private static readonly string[] OfMember = ["kind", "penalty", "scaling"];

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new(Models, SettingKind.Models, null, "Several models in place of one, by name: { features, kind, penalty, scaling }, each as in features and model where it is left out.") { CameLater = true },
        new(Method, SettingKind.Choice, Equal, "How the models' scores become one: all the same, by stated weights, or by weights fitted on out-of-fold scores of a fit's own training rows.")
        {
            Accepted = [Equal, LeastSquares, Stated], CameLater = true,
        },
        new(Scaling, SettingKind.Choice, "standard", "How each model's scores of a date are brought to one scale before they are added.")
        {
            Accepted = ["rank", "standard"], CameLater = true,
        },
        new(Weights, SettingKind.NumberByName, "", "The weight of each model, where the method is weights; they are divided by their sum.") { CameLater = true },
        new(Folds, SettingKind.WholeNumber, "5", "Purged folds of a fit's training rows that give the out-of-fold scores, where the method is leastSquares.") { Minimum = 2, CameLater = true },
    ];

    /// <summary>The settings of one model of several, by the place where they are written.</summary>
    /// <param name="all">Every setting of a run: a member's are described as those of one model.</param>
    /// <param name="name">The model's name.</param>
    internal static IReadOnlyList<Setting> Of(IReadOnlyList<Setting> all, string name) =>
    [
        .. all.Where(setting => setting.Path == Features || (setting.Section == Model && OfMember.Contains(setting.Key)))
            .Select(setting => setting with { Path = $"{Models}.{name}.{setting.Key}" }),
    ];

    /// <summary>Fills in what members leave out, puts their features in one order, and refuses what does not fit together.</summary>
    internal static void Settle(JsonObject settings, ConfigurationPlace place)
    {
        if (settings[Models] is not JsonObject models)
        {
            if (Unread(settings, place, All.Select(setting => setting.Path)) is { } unread)
                throw place.Refuse(unread, $"{unread} is given, but nothing reads it without {Models}");
            return;
        }

        if (models.Count == 0)
            throw place.Refuse(Models, $"{Models} names no model; at least one is accepted, such as {Models}: {{ slow: {{ penalty: 10 }} }}");
        foreach (var (name, written) in models.ToArray()) models[name] = Member(settings, name, written!.AsObject(), place);
        var method = CanonicalJson.At(settings, Method)!.GetValue<string>();
        string[] unused = [.. method == LeastSquares ? (string[])[] : [Folds], .. method == Stated ? (string[])[] : [Weights]];
        if (Unread(settings, place, unused) is { } idle)
            throw place.Refuse(idle, $"{idle} is given, but nothing reads it where {Method} is {method}");
        if (method == Stated) RefuseWeights(models, CanonicalJson.At(settings, Weights)!.AsObject(), place);
    }

    /// <summary>Leaves of the one model's settings what several read.</summary>
    internal static void MakeCanonical(JsonObject canonical)
    {
        if (canonical[Stack] is JsonObject { Count: 0 }) canonical.Remove(Stack);
        if (!canonical.ContainsKey(Models)) return;
        foreach (var key in OfMember) canonical[Model]!.AsObject().Remove(key);
    }

    private static JsonObject Member(JsonObject settings, string name, JsonObject written, ConfigurationPlace place)
    {
        var path = $"{Models}.{name}";
        if (!CanonicalJson.IsPlainName(name) || name.Contains('.'))
            throw place.Refuse(path, $"{Models} names '{name}', but up to 100 letters, digits, '-' and '_' are accepted, as it names a folder");
        if (name == Stack)
            throw place.Refuse(path, $"{Models} names '{name}', but the models together are called that; any other name is accepted");
        var all = CanonicalJson.Texts(settings[Features]);
        var own = written[Features] is { } some ? CanonicalJson.Texts(some) : all;
        if (own.Length == 0)
            throw place.Refuse($"{path}.{Features}", $"{path}.{Features} names none; some of {Features} are accepted ({string.Join(", ", all)})");
        if (own.All(all.Contains) && own.Distinct().Count() == own.Length) own = [.. all.Where(own.Contains)];
        var member = new JsonObject { [Features] = new JsonArray([.. own.Select(feature => (JsonNode)feature)]) };
        foreach (var key in OfMember) member[key] = (written[key] ?? settings[Model]![key])?.DeepClone();
        return member;
    }

    private static void RefuseWeights(JsonObject models, JsonObject weights, ConfigurationPlace place)
    {
        var names = string.Join(", ", models.Select(member => member.Key));
        if (models.FirstOrDefault(member => !weights.ContainsKey(member.Key)).Key is { } missing)
            throw place.Refuse(weights.Count == 0 ? Method : Weights, $"{Weights} has none for {missing}; one for each of {names} is accepted where {Method} is {Stated}");
        if (weights.FirstOrDefault(weight => !models.ContainsKey(weight.Key)).Key is { } unknown)
            throw place.Refuse(Weights, $"{Weights} names {unknown}, which is none of {Models}; the nearest of them is {NearestKey.Of(unknown, models.Select(member => member.Key))}");
        place.PointAt(Weights, () => ModelStacking.Stated(
            [.. models.Select(member => member.Key)],
            [.. models.Select(member => weights[member.Key]!.GetValue<double>())],
            Core.ScoreScale.Standard));
    }

    /// <summary>The first of some settings that is written and not as it would be without.</summary>
    private static string? Unread(JsonObject settings, ConfigurationPlace place, IEnumerable<string> paths) =>
        All.FirstOrDefault(setting => paths.Contains(setting.Path) && place.IsWritten(setting.Path)
            && !(SettingText.TryRead(setting, setting.Default ?? "none", out var left) && JsonNode.DeepEquals(CanonicalJson.At(settings, setting.Path), left)))?.Path;
}
