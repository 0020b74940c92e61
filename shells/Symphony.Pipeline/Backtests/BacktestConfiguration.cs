using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Symphony.Pipeline;

/// <summary>Everything that decides a backtest of given weights: bars, weights and the engine's settings.</summary>
public sealed class BacktestConfiguration
{
    private const string Weights = "weights.files";
    private const string StartCash = "start.cash";
    private const string StartHoldings = "start.holdings";

    private static readonly string[] FileLists = ["data.files", "data.actions", Weights, "market.fillBars"];

    private readonly JsonObject settings;

    private BacktestConfiguration(SettingValues values, string file)
    {
        StoreDefaults.Settle(values, file);
        settings = values.Complete();
        Place = new ConfigurationPlace(file, values);
        MarketSettingsTable.Settle(settings, Place);
        MarketSettingsTable.RefuseUnread(settings, Place);
        UniverseSettingsTable.RefuseUnread(settings, Place);
        Data = DataSettings.Of(settings["data"]!.AsObject(), Place);
        Name = settings["name"]!.GetValue<string>();
        RefuseAllButOneSource();
        SettleStart();
        Engine = settings["engine"]!.AsObject();
    }

    /// <summary>Every setting of a backtest: each is a YAML key, and may be a flag.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new("name", SettingKind.Text, "backtest", "What it is called in the report."),
        .. Pipeline.Settings.All.Where(setting => setting.Section.StartsWith("data", StringComparison.Ordinal))
            .Select(setting => setting.Path == "data.prices" ? setting with { Default = "adjusted", Required = false } : setting),
        new(Weights, SettingKind.TextList, null, "Weight files: date, symbol, weight."),
        new("weights.columns.date", SettingKind.Text, "date", "The files' name for the decision date."),
        new("weights.columns.symbol", SettingKind.Text, "symbol", "The files' name for the symbol."),
        new("weights.columns.weight", SettingKind.Text, "weight", "The files' name for the signed fraction of equity."),
        new("weights.cap", SettingKind.Number, null, "A weight above this in size is refused."),
        .. SignalSettingsTable.Files,
        .. SignalSettingsTable.Positions,
        .. Pipeline.Settings.Engine,
        .. Pipeline.Settings.Market,
        .. UniverseSettingsTable.All,
        new(StartCash, SettingKind.Number, null, "Cash at the close of the first bar, in place of equity; negative when borrowed.") { CameLater = true },
        new(StartHoldings, SettingKind.File, null, "Shares held at the close of the first bar: symbol, shares (negative when short).") { CameLater = true },
        Pipeline.Settings.All[^2],
        new("report.title", SettingKind.Text, null, "The report's heading; the name when not given."),
    ];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Settings from a YAML file, flags, or both; a flag overrules the file.</summary>
    /// <param name="file">A YAML file, its paths relative to its folder; null when there is none.</param>
    /// <param name="flags">Texts by the setting's path (<c>engine.equity</c>); file paths relative to the current folder.</param>
    /// <exception cref="ConfigurationRefusedException">A key, a value or the file is not accepted.</exception>
    public static BacktestConfiguration Read(string? file, IReadOnlyDictionary<string, IReadOnlyList<string>> flags)
    {
        var values = new SettingValues(Settings);
        if (file is not null) values.ReadYaml(ConfigurationFile.Text(file), file);
        foreach (var (path, texts) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            if (FileLists.Contains(path)) values.SetList(path, texts.Select(Path.GetFullPath));
            else if (IsFile(path) && !Pipeline.Settings.IsNone(texts[^1])) values.Set(path, Path.GetFullPath(texts[^1]));
            else values.Set(path, texts);
        }

        return new BacktestConfiguration(values, file ?? "");
    }

    /// <summary>Refuses sectors that nothing reads.</summary>
    /// <param name="capVaries">True where a sweep gives the cap on them its values.</param>
    internal void RefuseUnreadSectors(bool capVaries) => MarketSettingsTable.RefuseUnreadSectors(settings, Place, capVaries);

    private static bool IsFile(string path) => Settings.Any(setting => setting.Path == path && setting.Kind == SettingKind.File);

    /// <summary>What is traded is said once: by weights, by scores or by signals.</summary>
    private void RefuseAllButOneSource()
    {
        string[] given = [.. Sources.Where(path => CanonicalJson.At(settings, path) is not null)];
        if (given.Length > 1)
            throw Place.Refuse(given[1], $"{given[0]} and {given[1]} both say what is traded; one of them is accepted");
        if (given.Length == 0)
            throw Place.Refuse(Weights, $"nothing says what is traded; one of {string.Join(", ", Sources)} is accepted");
        if (given[0] == Weights && WeightFiles.Length == 0)
            throw Place.Refuse(Weights, $"{Weights} is empty; at least one file is needed");
        if (given[0] != Weights) return;
        if (SignalSettingsTable.Positions.FirstOrDefault(setting => Place.IsWritten(setting.Path)) is { } unread)
            throw Place.Refuse(unread.Path, $"{unread.Path} is given, but weights are traded as they are; it goes with scores.file or signals.file");
    }

    private static readonly string[] Sources = [Weights, SignalSettingsTable.ScoresFile, SignalSettingsTable.SignalsFile];

    /// <summary>True when scores or signals decide, and not given weights.</summary>
    internal bool IsSignalled => CanonicalJson.At(settings, Weights) is null;

    /// <summary>What is traded, in two words.</summary>
    public string Source => !IsSignalled ? "given weights"
        : CanonicalJson.At(settings, SignalSettingsTable.ScoresFile) is not null ? "given scores" : "given signals";

    /// <summary>Everything, with the defaults filled in.</summary>
    internal JsonObject Complete => settings;

    /// <summary>An account is cash and shares: neither is guessed from the other, and equity follows from both; cash alone is equity.</summary>
    private void SettleStart()
    {
        if (Holdings is not null && Cash is null)
            throw Place.Refuse(StartHoldings, $"{StartHoldings} is given without {StartCash}; the cash that goes with the shares is needed (0 is accepted)");
        if (Cash is not null && Place.IsWritten("engine.equity"))
            throw Place.Refuse(StartCash, $"{StartCash} and engine.equity both say what the account starts with; one of them is accepted");
        if (Cash is not { } equity || Holdings is not null) return;
        settings["engine"]!["equity"] = equity;
        settings["start"]!["cash"] = null;
    }

    /// <summary>Every setting with the value in force, as YAML.</summary>
    public string ToYaml() => CanonicalJson.ToYaml(settings);

    internal JsonObject Engine { get; }

    internal JsonObject Market => settings["market"]!.AsObject();

    /// <summary>Who may be held when; nothing is read before it is asked for.</summary>
    /// <param name="stop">Stops the reading.</param>
    internal UniverseSource Universe(CancellationToken stop) => new(settings, Place, stop);

    /// <summary>The cash the account starts with; null when it starts with the equity in cash.</summary>
    internal double? Cash => settings["start"]!["cash"]?.GetValue<double>();

    /// <summary>The file of shares the account starts with; null when it starts with none.</summary>
    internal string? Holdings => settings["start"]!["holdings"]?.GetValue<string>();

    internal DataSettings Data { get; }

    internal ConfigurationPlace Place { get; }

    internal string[] WeightFiles => CanonicalJson.Texts(settings["weights"]!["files"]);

    internal IReadOnlyDictionary<string, string> WeightColumns =>
        settings["weights"]!["columns"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>());

    internal double? WeightCap => settings["weights"]!["cap"]?.GetValue<double>();

    internal int RollingBars => (int)settings["report"]!["rollingBars"]!.GetValue<long>();

    /// <summary>The settings with files by their names alone.</summary>
    internal JsonObject Canonical
    {
        get
        {
            var canonical = settings.DeepClone().AsObject();
            foreach (var (section, key) in (ReadOnlySpan<(string, string)>)[("data", "files"), ("data", "actions"), ("weights", "files")])
                canonical[section]![key] = CanonicalJson.FileNames(canonical[section]![key]);
            MarketSettingsTable.MakeCanonical(canonical, Settings);
            SignalSettingsTable.MakeCanonical(canonical, IsSignalled);
            return canonical;
        }
    }

    internal string Title => settings["report"]!["title"]?.GetValue<string>() ?? Name;
}
