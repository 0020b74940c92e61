using System;
using System.IO;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>What a store knows of its own rows: the default of what is not said of them.</summary>
internal static class StoreDefaults
{
    private const string Store = "data.store";
    private const string Frequency = "data.frequency";
    private const string Prices = "data.prices";
    private const string TimeZone = "data.timeZone";

    /// <summary>
    /// Takes price basis and time zone from the store that is named; what is written and contradicts it is refused
    /// where it is written.
    /// </summary>
    /// <param name="values">The values as they were written.</param>
    /// <param name="file">The file they were written in; empty for flags alone.</param>
    /// <param name="kind">What the rows are: bars, quotes or quote-bars.</param>
    internal static void Settle(SettingValues values, string file, string kind = "bars")
    {
        if (values.Text(Store) is not { } store || values.IsWritten("data.files")) return;
        var place = new ConfigurationPlace(file, values);
        var set = Open(values, place, store, kind);
        Settle(Prices, set.Prices, "hold", " prices");
        Settle(TimeZone, set.TimeZone, "are of", "");

        void Settle(string path, string? own, string verb, string noun)
        {
            if (own is null) return;
            if (!values.IsWritten(path)) values.DefaultTo(path, own);
            else if (values.Text(path) is { } said && said != own)
                throw place.Refuse(path, $"{path} was {said}, but the store's {set.Frequency} {kind} {verb} {own}{noun}; {own}, or leaving {path} out, is accepted");
        }
    }

    private static StoreDataset Open(SettingValues values, ConfigurationPlace place, string store, string kind)
    {
        var path = Store;
        try
        {
            var opened = DataStore.Open(Path.GetFullPath(store, place.Folder.Length == 0 ? Environment.CurrentDirectory : place.Folder));
            if (values.IsWritten(Frequency)) path = Frequency;
            return opened.Dataset(kind, values.Text(Frequency) ?? "daily");
        }
        catch (DataRefusedException refused)
        {
            throw place.Refuse(path, refused.Sentence);
        }
    }
}
