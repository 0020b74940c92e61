using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>Which bars a verb reads, and their universe: the sections of a run's configuration, of which other sections may be there and are not read.</summary>
public sealed class BarsConfiguration
{
    private readonly JsonObject settings;

    private BarsConfiguration(SettingValues values, string file)
    {
        StoreDefaults.Settle(values, file);
        settings = values.Complete();
        Place = new ConfigurationPlace(file, values);
        UniverseSettingsTable.RefuseUnread(settings, Place);
        Data = DataSettings.Of(settings["data"]!.AsObject(), Place);
        Name = settings["name"]!.GetValue<string>();
    }

    /// <summary>The settings that say which bars: each is a YAML key, and may be a flag.</summary>
    /// <param name="prices">What prices are where nothing says: raw or adjusted.</param>
    public static IReadOnlyList<Setting> OfBars(string prices) =>
        [.. Pipeline.Settings.All.Where(setting => setting.Section.StartsWith("data", StringComparison.Ordinal))
            .Select(setting => setting.Path == "data.prices" ? setting with { Default = prices, Required = false } : setting)];

    /// <summary>The settings that say who may be held when: each is a YAML key, and may be a flag.</summary>
    public static IReadOnlyList<Setting> OfUniverse => UniverseSettingsTable.All;

    /// <summary>What it is called.</summary>
    public string Name { get; }

    internal DataSettings Data { get; }

    /// <summary>What was decided about rows, where the configuration is a run's.</summary>
    internal IReadOnlyList<AuditRepair> Repairs => [.. Place.Point(() => AuditOptions.Of(settings["audit"]!.AsObject(), daily: true)).Repairs];

    internal ConfigurationPlace Place { get; }

    /// <summary>Settings from a YAML file, flags, or both; a flag overrules the file.</summary>
    /// <param name="file">A YAML file, its paths relative to its folder; null when there is none.</param>
    /// <param name="flags">Texts by the setting's path; file paths relative to the current folder.</param>
    /// <param name="prices">What prices are where neither says: raw or adjusted.</param>
    /// <exception cref="ConfigurationRefusedException">A key, a value or the file is not accepted.</exception>
    public static BarsConfiguration Read(string? file, IReadOnlyDictionary<string, IReadOnlyList<string>> flags, string prices)
    {
        var values = new SettingValues([.. Pipeline.Settings.All.Select(setting => setting.Path switch
        {
            "name" => setting with { Default = "bars", Required = false },
            "data.prices" => setting with { Default = prices, Required = false },
            _ => setting,
        })]);
        if (file is not null) values.ReadYaml(ConfigurationFile.Text(file), file);
        foreach (var (path, texts) in flags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            if (path is "data.files" or "data.actions") values.SetList(path, texts.Select(Path.GetFullPath));
            else if (path is "data.store" or UniverseSettingsTable.Membership && !Pipeline.Settings.IsNone(texts[^1])) values.Set(path, Path.GetFullPath(texts[^1]));
            else values.Set(path, texts);
        }

        return new BarsConfiguration(values, file ?? "");
    }

    /// <summary>Who may be held when; nothing is read before it is asked for.</summary>
    /// <param name="stop">Stops the reading.</param>
    internal UniverseSource Universe(CancellationToken stop) => new(settings, Place, stop);
}
