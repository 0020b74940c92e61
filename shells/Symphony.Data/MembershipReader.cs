using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data.Files;
using Symphony.Data.Market;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>Reads who was a member of an index or a list when.</summary>
/// <remarks>
/// A file of spells has the columns symbol, from and to: both days are in, an empty from is a member from the
/// beginning, an empty to one still. A file by date has date and symbol, and for changes perhaps member: 1 from
/// the date on, 0 no longer.
/// </remarks>
public static class MembershipReader
{
    private const string Kind = "universe";
    private const string Undeclared =
        ", which say either all members of that date (lists) or who joins and leaves (changes); which of them they are must be stated: --membership-rows lists or --membership-rows changes (universe.rows in a configuration) is accepted";

    /// <summary>Reads the members.</summary>
    /// <param name="source">Where they stand.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataRefusedException">The file or store cannot be used, or contradicts itself.</exception>
    public static MembershipData Read(MembershipSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.File is null ? OfStore(source, cancellation) : OfFile(source, cancellation);
    }

    /// <summary>The SHA-256 of what is read.</summary>
    /// <param name="source">Where the members stand.</param>
    /// <exception cref="DataRefusedException">There is no such file or store.</exception>
    public static string Hash(MembershipSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.File is null ? Catalogue.HashOf([SetOf(Open(source))]) : FileHash.Sha256(One(source).Path);
    }

    private static MembershipData OfFile(MembershipSource source, CancellationToken cancellation)
    {
        var file = One(source);
        var table = MembershipTable.Read(file, cancellation);
        if (!table.IsSpells && source.Rows == MembershipRows.None)
            throw new DataRefusedException($"{file.Name} has rows by date{Undeclared}", file.Name, column: "date");
        var faults = new MembershipFaults(table, file.Name);
        if (!table.IsSpells && source.Rows == MembershipRows.Lists) faults.RefuseAbsent();
        faults.Check(source.Rows);
        try
        {
            var membership = table.IsSpells ? Memberships.OfSpells(table.Symbols, table.Firsts, table.Lasts)
                : source.Rows == MembershipRows.Lists ? Memberships.OfLists(table.Firsts, table.Symbols)
                : Memberships.OfChanges(table.Firsts, table.Symbols, table.Joins);
            var ever = !table.IsSpells && source.Rows == MembershipRows.Changes ? faults.EverMembers() : null;
            return new MembershipData(membership, table.Input, ever is null ? [] : [ever])
            {
                IsSpells = table.IsSpells,
                ListDays = table.IsSpells ? [] : ListDays(source.Rows, table.Firsts),
            };
        }
        catch (RefusedException refused) when (refused is not DataRefusedException)
        {
            throw new DataRefusedException($"{file.Name}: {refused.Sentence}", file.Name);
        }
    }

    private static int[] ListDays(MembershipRows rows, IEnumerable<int> days) => rows == MembershipRows.Lists ? [.. days.Distinct().Order()] : [];

    private static MembershipData OfStore(MembershipSource source, CancellationToken cancellation)
    {
        var store = Open(source);
        var set = SetOf(store);
        var (days, symbols, joins) = (new List<int>(), new List<string>(), new List<bool>());
        var lists = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var rows in store.Rows(Kind, "1d", cancellation: cancellation))
        {
            var list = rows.Texts("universe");
            var member = rows.Numbers("member");
            for (var row = 0; row < rows.Count; row++)
            {
                lists.Add(list[row]);
                if (list[row] != source.List) continue;
                days.Add((int)rows.Stamps[row]);
                symbols.Add(rows.Symbol);
                joins.Add(member[row] != 0);
            }
        }

        if (days.Count == 0)
            throw new DataRefusedException($"the store has no universe rows of the list '{source.List}'; {string.Join(", ", lists.Take(20))} {(lists.Count == 1 ? "is" : "are")} accepted", "store", column: "list", value: source.List);
        if (source.Rows == MembershipRows.None)
            throw new DataRefusedException($"the store's universe rows are by date{Undeclared}", "store", column: "rows");
        if (source.Rows == MembershipRows.Lists && joins.Contains(false))
            throw new DataRefusedException($"the list '{source.List}' has rows with member 0, but its rows are declared lists of members; changes are accepted", "store", column: "rows", value: "lists");
        var membership = source.Rows == MembershipRows.Lists
            ? Memberships.OfLists([.. days], [.. symbols])
            : Memberships.OfChanges([.. days], [.. symbols], [.. joins]);
        var input = new DataInput(
            $"{Path.GetFileName(store.Folder)} {Kind} {source.List}", Catalogue.HashOf([set]), set.Parts.Sum(part => part.Bytes), set.Parts.Sum(part => part.Rows));
        return new MembershipData(membership, input, []) { ListDays = ListDays(source.Rows, days) };
    }

    private static SourceFile One(MembershipSource source) =>
        SourceFiles.Expand([source.File!], source.BaseDirectory, "members") is [var one]
            ? one
            : throw new DataRefusedException($"'{source.File}' stands for several files; one file of members is accepted", source.File!);

    private static DataStore Open(MembershipSource source) =>
        DataStore.Open(Path.GetFullPath(source.Store ?? "", Path.GetFullPath(source.BaseDirectory.Length == 0 ? "." : source.BaseDirectory)));

    private static StoreDataset SetOf(DataStore store) => store.Dataset(Kind, "1d");
}
