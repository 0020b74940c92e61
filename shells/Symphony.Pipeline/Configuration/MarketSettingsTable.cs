using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What the engine may be told about a market beside its bars: one file each, all optional.</summary>
internal static class MarketSettingsTable
{
    internal const string FillPrices = "market.fillPrices";
    internal const string FillBars = "market.fillBars";
    internal const string Auction = "market.auction";
    internal const string FillSlippage = "market.fillSlippage";
    internal const string BorrowRates = "market.borrowRates";
    internal const string CashRates = "market.cashRates";
    internal const string MarginRates = "market.marginRates";
    internal const string SharesOutstanding = "market.sharesOutstanding";

    internal const string Sectors = "market.sectors";

    internal static IReadOnlyList<Setting> All { get; } =
    [
        new(FillPrices, SettingKind.File, null, "Prices orders fill at, such as VWAP or an auction's: date, symbol, price; a bar without one fills nothing.") { CameLater = true },
        new(FillBars, SettingKind.TextList, "", "Files of shorter bars with volume, columns as data.columns: orders fill at the volume-weighted price of theirs.") { CameLater = true },
        new(FillSlippage, SettingKind.File, null, "A further cost of each fill, a fraction of notional: date, symbol, slippage.") { CameLater = true },
        new(BorrowRates, SettingKind.File, null, "Borrow rates a year in place of the tiers: date, symbol, rate; each holds until the next, NaN cannot be shorted.") { CameLater = true },
        new(CashRates, SettingKind.File, null, "Rates a year on positive cash in place of cashRate: date, rate; each holds until the next.") { CameLater = true },
        new(MarginRates, SettingKind.File, null, "Rates a year on negative cash in place of marginRate: date, rate; each holds until the next.") { CameLater = true },
        new(SharesOutstanding, SettingKind.File, null, "Shares outstanding, for the permanent part of the 2005 impact law: date, symbol, shares; each holds until the next.") { CameLater = true },
        new(Sectors, SettingKind.File, null, "The sector of each symbol, for the sector cap: a CSV of symbol, sector; in place of engine.sectors.") { CameLater = true, NamedFlag = "--sectors" },
        new($"{Auction}.fixed", SettingKind.Number, null, "Slippage of any order in an auction, a fraction of notional; the four of market.auction go together.") { CameLater = true, NamedFlag = "--auction-slippage" },
        new($"{Auction}.wholeAuction", SettingKind.Number, null, "Further slippage of an order as large as the auction, a fraction of notional.") { CameLater = true, NamedFlag = "--auction-whole" },
        new($"{Auction}.auctionShare", SettingKind.Number, null, "The auction's share of average daily volume.") { CameLater = true, NamedFlag = "--auction-share" },
        new($"{Auction}.orderNotional", SettingKind.Number, null, "The size of an order, money.") { CameLater = true, NamedFlag = "--auction-order" },
        new("market.columns.fillPrice", SettingKind.Text, "price", "The name of the column of fill prices.") { CameLater = true },
        new("market.columns.fillSlippage", SettingKind.Text, "slippage", "The name of the column of fill slippage.") { CameLater = true },
        new("market.columns.rate", SettingKind.Text, "rate", "The name of the column of rates.") { CameLater = true },
        new("market.columns.shares", SettingKind.Text, "shares", "The name of the column of shares outstanding.") { CameLater = true },
    ];

    /// <summary>The settings that change what trading costs, never what is decided.</summary>
    internal static IReadOnlyList<string> Costs { get; } = [FillSlippage, BorrowRates, CashRates, MarginRates, SharesOutstanding];

    /// <summary>The paths of all files that are named here.</summary>
    internal static IEnumerable<string> Files { get; } = All.Where(setting => setting.Kind == SettingKind.File).Select(setting => setting.Path);

    /// <summary>Prices to fill at are filled at: the two settings say one thing.</summary>
    internal static void Settle(JsonObject settings, ConfigurationPlace place)
    {
        const string FillAt = "engine.fillAt";
        var (prices, bars) = (CanonicalJson.At(settings, FillPrices) is not null, CanonicalJson.Texts(CanonicalJson.At(settings, FillBars)).Length > 0);
        if (prices && bars)
            throw place.Refuse(FillBars, $"{FillPrices} and {FillBars} both say what orders fill at; one of them is accepted");
        var named = bars ? FillBars : FillPrices;
        var at = CanonicalJson.At(settings, FillAt)!.GetValue<string>();
        if ((prices || bars) && !place.IsWritten(FillAt)) settings["engine"]!["fillAt"] = EngineSettingsTable.AtPanel;
        else if ((prices || bars) && at != EngineSettingsTable.AtPanel)
            throw place.Refuse(named, $"{named} is given, but {FillAt} is {at}; {EngineSettingsTable.AtPanel}, or leaving {FillAt} out, is accepted");
        else if (!prices && !bars && at == EngineSettingsTable.AtPanel)
            throw place.Refuse(FillAt, $"{FillAt} is {at}, but neither {FillPrices} nor {FillBars} names files of prices; one of them is accepted");
        var auction = CanonicalJson.At(settings, Auction)!.AsObject();
        if (auction.FirstOrDefault(pair => pair.Value is null).Key is { } missing && auction.FirstOrDefault(pair => pair.Value is not null).Key is { } given)
            throw place.Refuse($"{Auction}.{given}", $"{Auction}.{given} is given without {Auction}.{missing}; all four of {Auction} are needed, as none of them has a default");
        if (auction.All(pair => pair.Value is not null) && CanonicalJson.At(settings, FillSlippage) is not null)
            throw place.Refuse(FillSlippage, $"{FillSlippage} and {Auction} both say what slips; one of them is accepted");
    }

    /// <summary>A coefficient of the impact law that is not the one charged would be ignored without a word.</summary>
    internal static void RefuseUnread(JsonObject settings, ConfigurationPlace place)
    {
        const string Law = "engine.impactLaw";
        var law = CanonicalJson.At(settings, Law)!.GetValue<string>();
        string[] unread = law == EngineSettingsTable.Almgren2005
            ? ["engine.impactExponent"]
            : ["engine.almgrenGamma", "engine.almgrenEta", "engine.almgrenDurationDays", SharesOutstanding];
        foreach (var setting in EngineSettingsTable.All.Concat(All).Where(setting => unread.Contains(setting.Path) && place.IsWritten(setting.Path)))
        {
            var isDefault = SettingText.TryRead(setting, setting.Default ?? "none", out var left) && JsonNode.DeepEquals(CanonicalJson.At(settings, setting.Path), left);
            if (!isDefault) throw place.Refuse(setting.Path, $"{setting.Path} is given, but nothing reads it where {Law} is {law}");
        }
    }

    /// <summary>Refuses sectors that neither a cap on them nor anything else reads.</summary>
    internal static void RefuseUnreadSectors(JsonObject settings, ConfigurationPlace place, bool otherReader)
    {
        const string Cap = "engine.sectorCap", Named = "engine.sectors";
        if (otherReader || CanonicalJson.At(settings, Cap) is not null) return;
        var named = CanonicalJson.At(settings, Sectors) is not null ? Sectors : CanonicalJson.At(settings, Named) is JsonObject { Count: > 0 } ? Named : null;
        if (named is not null)
            throw place.Refuse(named, $"{named} is given, but nothing reads it without {Cap}{(CanonicalJson.At(settings, "features") is null ? "" : " or a feature that ends in _cs_sector")}");
    }

    /// <summary>The settings with files by their names alone, and without what came later and is left at its default.</summary>
    internal static void MakeCanonical(JsonObject canonical, IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
        {
            var section = setting.Section.Length == 0 ? canonical : CanonicalJson.At(canonical, setting.Section)?.AsObject();
            if (section is null || !section.TryGetPropertyValue(setting.Key, out var value)) continue;
            if (setting.Path == FillBars && CanonicalJson.Texts(value).Length > 0) section[setting.Key] = CanonicalJson.FileNames(value);
            else if (setting.Kind == SettingKind.File && value is not null) section[setting.Key] = Path.GetFileName(value.GetValue<string>());
            else if (setting.CameLater && SettingText.TryRead(setting, setting.Default ?? "none", out var left) && JsonNode.DeepEquals(value, left)) section.Remove(setting.Key);
        }

        RemoveIfEmpty(canonical, "market", "columns");
        RemoveIfEmpty(canonical, "market", "auction");
        RemoveIfEmpty(canonical, "market");
        RemoveIfEmpty(canonical, "start");
        RemoveIfEmpty(canonical, "audit");
        RemoveIfEmpty(canonical, "universe");
    }

    /// <summary>Leaves what decides the weights and their fills.</summary>
    internal static void RemoveCosts(JsonObject trial)
    {
        if (trial["market"] is not JsonObject market) return;
        foreach (var path in Costs) market.Remove(path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        market.Remove("auction");
        if (market["columns"] is JsonObject columns)
        {
            foreach (var name in (ReadOnlySpan<string>)["fillSlippage", "rate", "shares"]) columns.Remove(name);
        }

        RemoveIfEmpty(trial, "market", "columns");
        RemoveIfEmpty(trial, "market");
    }

    private static void RemoveIfEmpty(JsonObject root, params ReadOnlySpan<string> path)
    {
        var parent = root;
        foreach (var part in path[..^1])
        {
            if (parent[part] is not JsonObject child) return;
            parent = child;
        }

        if (parent[path[^1]] is JsonObject { Count: 0 }) parent.Remove(path[^1]);
    }
}
