using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Everything that decides trades with take-profit and stop-loss: bars, signals, the bracket and the engine's settings.</summary>
public sealed class BracketConfiguration
{
    private static readonly string[] FileLists = ["data.files", "data.actions", BracketSettingsTable.Finer];

    private readonly JsonObject settings;

    private BracketConfiguration(SettingValues values, string file)
    {
        StoreDefaults.Settle(values, file);
        settings = values.Complete();
        Place = new ConfigurationPlace(file, values);
        Data = DataSettings.Of(settings["data"]!.AsObject(), Place);
        Name = settings["name"]!.GetValue<string>();
        Engine = EngineOf(settings["engine"]!.AsObject());
        MarketSettingsTable.RefuseUnread(settings, Place);
        UniverseSettingsTable.RefuseUnread(settings, Place);
        RefuseContradictions();
    }

    /// <summary>Every setting: each is a YAML key, and may be a flag.</summary>
    public static IReadOnlyList<Setting> Settings => BracketSettingsTable.All;

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Settings from a YAML file, flags, or both; a flag overrules the file.</summary>
    /// <param name="file">A YAML file, its paths relative to its folder; null when there is none.</param>
    /// <param name="flags">Texts by the setting's path; file paths relative to the current folder.</param>
    /// <exception cref="ConfigurationRefusedException">A key, a value or the file is not accepted.</exception>
    public static BracketConfiguration Read(string? file, IReadOnlyDictionary<string, IReadOnlyList<string>> flags)
    {
        var values = new SettingValues(Settings);
        if (file is not null) values.ReadYaml(ConfigurationFile.Text(file), file);
        foreach (var (path, texts) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            RefuseFractionsOfUnits(path, texts, flags);
            if (path == BracketSettingsTable.ProfitTargets) values.SetList(path, texts);
            else if (FileLists.Contains(path)) values.SetList(path, texts.Select(Path.GetFullPath));
            else if (IsFile(path) && !Pipeline.Settings.IsNone(texts[^1])) values.Set(path, Path.GetFullPath(texts[^1]));
            else values.Set(path, texts);
        }

        return new BracketConfiguration(values, file ?? "");
    }

    /// <summary>A distance written as a share of price is one only where the unit is the price.</summary>
    private static void RefuseFractionsOfUnits(string path, IReadOnlyList<string> texts, IReadOnlyDictionary<string, IReadOnlyList<string>> flags)
    {
        if (!BracketSettingsTable.Distances.Contains(path)) return;
        if (flags.TryGetValue(BracketSettingsTable.Volatility, out var unit) && unit[^1] == BracketSettingsTable.Price) return;
        if (texts.SelectMany(text => text.Split(',')).FirstOrDefault(text => text.Contains('%', StringComparison.Ordinal) || text.Contains("bp", StringComparison.Ordinal)) is not { } fraction) return;
        throw new ConfigurationRefusedException(path, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{path} was '{fraction}', but a distance is a multiple of the unit (2); with {BracketSettingsTable.Volatility} price it is a fraction of the price (0.5%)"));
    }

    private static bool IsFile(string path) => Settings.Any(setting => setting.Path == path && setting.Kind == SettingKind.File);

    internal DataSettings Data { get; }

    internal ConfigurationPlace Place { get; }

    /// <summary>The engine's section, the settings that brackets do not read at their defaults.</summary>
    internal JsonObject Engine { get; }

    /// <summary>Who may be entered when; nothing is read before it is asked for.</summary>
    /// <param name="stop">Stops the reading.</param>
    internal UniverseSource Universe(CancellationToken stop) => new(settings, Place, stop);

    internal JsonObject Market => settings["market"]!.AsObject();

    internal JsonObject Bracket => settings["bracket"]!.AsObject();

    internal JsonObject Scores => settings["scores"]!.AsObject();

    internal JsonObject Signals => settings["signals"]!.AsObject();

    internal bool HasScores => CanonicalJson.At(settings, SignalSettingsTable.ScoresFile) is not null;

    internal bool HasResiduals => CanonicalJson.At(settings, BracketSettingsTable.Residuals) is not null;

    /// <summary>The file of parameter sets; null when there is none.</summary>
    internal string? SetsFile => CanonicalJson.At(settings, BracketSettingsTable.Sets)?.GetValue<string>();

    internal string Title => CanonicalJson.At(settings, "report.title")?.GetValue<string>() ?? Name;

    internal int RollingBars => (int)settings["report"]!["rollingBars"]!.GetValue<long>();

    internal string[] FinerFiles => CanonicalJson.Texts(settings["finer"]!["files"]);

    internal double FinerTolerance => settings["finer"]!["tolerance"]!.GetValue<double>();

    /// <summary>The settings with files by their names alone.</summary>
    internal JsonObject Canonical
    {
        get
        {
            var canonical = settings.DeepClone().AsObject();
            foreach (var (section, key) in (ReadOnlySpan<(string, string)>)[("data", "files"), ("data", "actions"), ("finer", "files")])
                canonical[section]![key] = CanonicalJson.FileNames(canonical[section]![key]);
            MarketSettingsTable.MakeCanonical(canonical, Settings);
            return canonical;
        }
    }

    private static JsonObject EngineOf(JsonObject written)
    {
        var engine = written.DeepClone().AsObject();
        foreach (var setting in EngineSettingsTable.All.Where(setting => BracketSettingsTable.Unread.Contains(setting.Key)))
        {
            SettingText.TryRead(setting, setting.Default ?? "none", out var value);
            engine[setting.Key] = value;
        }

        return engine;
    }

    private void RefuseContradictions()
    {
        var auction = Market["auction"]!.AsObject();
        if (auction.Any(pair => pair.Value is null) && auction.Any(pair => pair.Value is not null))
            throw Place.Refuse(MarketSettingsTable.Auction, $"{MarketSettingsTable.Auction} is given in part; {string.Join(", ", auction.Select(pair => pair.Key))} go together");
        var hasSignals = CanonicalJson.At(settings, SignalSettingsTable.SignalsFile) is not null;
        if (FinerFiles.Length == 0 && Place.IsWritten(BracketSettingsTable.FinerTolerance))
            throw Place.Refuse(BracketSettingsTable.FinerTolerance, $"{BracketSettingsTable.FinerTolerance} is given, but nothing reads it without {BracketSettingsTable.Finer}");
        if (HasScores && hasSignals)
            throw Place.Refuse(SignalSettingsTable.SignalsFile, $"{SignalSettingsTable.ScoresFile} and {SignalSettingsTable.SignalsFile} both say when to enter; one of them is accepted");
        if (!HasScores && !hasSignals)
            throw Place.Refuse(SignalSettingsTable.ScoresFile, $"nothing says when to enter; one of {SignalSettingsTable.ScoresFile} and {SignalSettingsTable.SignalsFile} is accepted");
        if (hasSignals && Place.IsWritten("scores.threshold"))
            throw Place.Refuse("scores.threshold", "scores.threshold is given, but signals have no size; it goes with scores.file");
        if (CanonicalJson.At(settings, BracketSettingsTable.Volatility) is JsonValue unit && unit.GetValue<string>() == BracketSettingsTable.Price && Place.IsWritten("bracket.fixedTarget"))
            throw Place.Refuse("bracket.fixedTarget", $"bracket.fixedTarget is given, but nothing reads it where {BracketSettingsTable.Volatility} is price");
        if (HasResiduals && BracketSettingsTable.WithoutResiduals.FirstOrDefault(Place.IsWritten) is { } replaced)
            throw Place.Refuse(replaced, $"{replaced} is given, but with {BracketSettingsTable.Residuals} kSigmaErr, kAtrMinTp and rewardRiskRatio decide; one of the two is accepted");
        if (!HasResiduals && BracketSettingsTable.OnlyResiduals.FirstOrDefault(Place.IsWritten) is { } unread)
            throw Place.Refuse(unread, $"{unread} is given, but nothing reads it without {BracketSettingsTable.Residuals}");
    }
}
