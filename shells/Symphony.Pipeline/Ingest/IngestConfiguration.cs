using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Everything that decides what goes into a store: files, their layout, and the store.</summary>
public sealed class IngestConfiguration
{
    private const string Files = "files";
    private const string Store = "store";

    private readonly JsonObject settings;
    private readonly ConfigurationPlace place;

    private IngestConfiguration(SettingValues values, string file)
    {
        settings = values.Complete();
        place = new ConfigurationPlace(file, values);
        if (CanonicalJson.Texts(settings[Files]).Length == 0) throw place.Refuse(Files, "no file is named; at least one file or glob is needed");
    }

    /// <summary>Every setting: each is a YAML key, and a flag.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
    [
        new(Files, SettingKind.TextList, null, "Files or globs: CSV, gzipped CSV or Parquet.", Required: true),
        new(Store, SettingKind.Text, null, "The store's folder; made where it is not there.", Required: true),
        new("kind", SettingKind.Choice, "bars", "What the rows are.")
        {
            Accepted = ["bars", "quotes", "quote-bars", "trades", "actions", "universe", "borrow", "benchmark", "options"],
        },
        new("frequency", SettingKind.Text, "daily", "How far apart rows are: daily, 1h, 15m, 1m, 30s, or a word such as tick for no fixed span."),
        new("layout", SettingKind.Choice, null, "The vendor's layout; told by the columns' names where that leaves no doubt.")
        {
            Accepted = ["plain", "yahoo", "stooq", "alpaca", "polygon", "kibot", "kibot-daily", "lean", "lean-minute", "lean-tick"],
        },
        new("columns", SettingKind.TextByName, null, "The files' names by ours, date:time_utc,volume:vol; a symbol of several columns is symbol:root+expiry."),
        new("names", SettingKind.TextList, null, "The columns' names in order, of files without a header."),
        new("label", SettingKind.Choice, null, "What a time within a day marks of its bar; asked for where the layout does not say.") { Accepted = ["start", "end"] },
        new("timeZone", SettingKind.Text, null, "The IANA zone of local times and of the sessions; asked for with the first rows."),
        new("fileZone", SettingKind.Text, null, "The IANA zone of the files' local times, where it is not that of the sessions."),
        new("prices", SettingKind.Choice, null, "Whether prices are as traded or restated; asked for with the first bars.") { Accepted = ["adjusted", "raw"] },
        new("priceScale", SettingKind.Choice, null, "What the files' prices are divided by; lean's layouts have 10000 (US equities and options), the others 1.")
        {
            Accepted = ["1", "10", "100", "1000", "10000", "100000", "1000000"],
        },
        new("datePattern", SettingKind.Text, null, "The pattern of dates that are not year first, dd/MM/yyyy for instance."),
        new("epoch", SettingKind.Choice, null, "The unit of stamps that are numbers since 1970-01-01T00:00Z.") { Accepted = ["s", "ms", "us", "ns"] },
        new("symbol", SettingKind.Text, null, "The symbol of all rows, where no column holds it."),
        new("symbolFromFile", SettingKind.Choice, null, "Whether a file's own name is its symbol.") { Accepted = ["true", "false"] },
        new("clockChange", SettingKind.Choice, "refuse", "What becomes of local times that a clock shows twice or never.") { Accepted = ["refuse", "earlier", "later"] },
    ];

    /// <summary>Settings from a YAML file, flags, or both; a flag overrules the file.</summary>
    /// <param name="file">A YAML file, its paths relative to its folder; null when there is none.</param>
    /// <param name="flags">Texts by the setting's path; file paths relative to the current folder.</param>
    /// <exception cref="ConfigurationRefusedException">A key, a value or the file is not accepted.</exception>
    public static IngestConfiguration Read(string? file, IReadOnlyDictionary<string, IReadOnlyList<string>> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        var values = new SettingValues(Settings);
        if (file is not null) values.ReadYaml(ConfigurationFile.Text(file), file);
        foreach (var (path, texts) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            // Beside a YAML file its folder is the base of paths; alone, they keep the names that were typed.
            if (path == Files) values.SetList(path, file is null ? texts : texts.Select(Path.GetFullPath));
            else if (path == Store) values.Set(path, file is null ? texts[^1] : Path.GetFullPath(texts[^1]));
            else values.Set(path, texts);
        }

        return new IngestConfiguration(values, file ?? "");
    }

    /// <summary>Every setting with the value in force, as YAML.</summary>
    public string ToYaml() => CanonicalJson.ToYaml(settings);

    /// <summary>The source, with what is no setting left at its default.</summary>
    public IngestSource Source() => new()
    {
        Files = CanonicalJson.Texts(settings[Files]),
        Store = Text(Store)!,
        Kind = Text("kind")!,
        Frequency = Text("frequency")!,
        BaseDirectory = place.Folder,
        Layout = Text("layout"),
        Columns = (settings["columns"]?.AsObject() ?? []).ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal),
        Names = settings["names"] is { } names ? CanonicalJson.Texts(names) : null,
        Label = Text("label"),
        TimeZone = Text("timeZone"),
        FileZone = Text("fileZone"),
        Prices = Text("prices"),
        PriceScale = Text("priceScale") is { } scale ? long.Parse(scale, CultureInfo.InvariantCulture) : null,
        DatePattern = Text("datePattern"),
        Epoch = Text("epoch"),
        Symbol = Text("symbol"),
        SymbolFromFile = Text("symbolFromFile") is { } fromFile ? fromFile == "true" : null,
        ClockChange = Text("clockChange") switch { "earlier" => ClockChange.Earlier, "later" => ClockChange.Later, _ => ClockChange.Refuse },
    };

    private string? Text(string key) => settings[key]?.GetValue<string>();
}
