using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Ingest;
using Symphony.Data.Store;

namespace Symphony.Data;

/// <summary>Puts files into a store.</summary>
public static class StoreIngest
{
    /// <summary>
    /// Reads files, checks every row, and adds what is new to a store: all of it or, whatever happens, nothing.
    /// </summary>
    /// <remarks>
    /// The store's bytes follow from its rows: the same rows in other files or another order give the same parts.
    /// Rows that are there already with the same values change nothing; with other values they are refused.
    /// </remarks>
    /// <param name="source">The files and how to read them.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops it; the store is then as it was.</param>
    /// <exception cref="DataRefusedException">A file, a row or the store cannot be used; the sentence says which and why.</exception>
    public static IngestReport Run(IngestSource source, IProgress<IngestProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Threads, 1, "source.Threads");
        var files = SourceFiles.Expand(source.Files, source.BaseDirectory, source.Kind);
        var folder = Path.GetFullPath(source.Store, Path.GetFullPath(source.BaseDirectory.Length == 0 ? "." : source.BaseDirectory));
        RefuseStranger(folder, source.Store);
        if (source.DryRun) return new Work(source, folder, progress, cancellation).Run(files);
        var missing = StoreFolder.Missing(folder);
        using var held = StoreFolder.Lock(folder, source.Wait, () => progress?.Report(new IngestProgress(0, "waiting for another process that writes to the store")), cancellation);
        var isNew = !File.Exists(Path.Combine(folder, Catalogue.FileName));
        try
        {
            return new Work(source, folder, progress, cancellation).Run(files);
        }
        catch when (isNew)
        {
            StoreFolder.Unmake(folder, missing, held);
            throw;
        }
    }

    /// <summary>A folder with files and without a catalogue is somebody else's.</summary>
    private static void RefuseStranger(string folder, string name)
    {
        if (File.Exists(folder)) throw new DataRefusedException($"'{name}' is a file; a folder for the store is accepted", name);
        if (!Directory.Exists(folder) || File.Exists(Path.Combine(folder, Catalogue.FileName))) return;
        if (Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) is not (".lock" or (Catalogue.FileName + StoreFolder.Unfinished))))
            throw new DataRefusedException($"'{name}' holds files and no store's catalogue; an empty or new folder, or a store, is accepted", name);
    }

    /// <summary>One ingest, the store locked.</summary>
    private sealed class Work
    {
        private const double ShareOfReading = 0.7;
        private readonly IngestSource _source;
        private readonly IProgress<IngestProgress>? _progress;
        private readonly CancellationToken _cancellation;
        private readonly Catalogue _catalogue;
        private readonly IngestPlan _plan;
        private readonly RowGathering _rows;
        private readonly PartStaging _staging;
        private readonly List<DataInput> _inputs = [];
        private readonly List<FilePlan> _plans = [];
        private readonly AsideRows _aside = new();
        private readonly ConcurrentBag<ParsedBlock> _spare = [];
        private long _records;
        private long _bytesBefore;
        private long _allBytes;

        public Work(IngestSource source, string folder, IProgress<IngestProgress>? progress, CancellationToken cancellation)
        {
            (_source, _progress, _cancellation) = (source, progress, cancellation);
            _catalogue = Catalogue.Read(folder) ?? new Catalogue();
            _plan = new IngestPlan(source, _catalogue);
            _rows = new RowGathering(_plan.Schema, _plan.Dated, _plan.Frequency.IsMonthly);
            _staging = new PartStaging(folder, source, _plan, _catalogue, _rows, _plans, _aside);
        }

        public IngestReport Run(IReadOnlyList<SourceFile> files)
        {
            using var databases = new OneDatabase(_source.Threads);
            try
            {
                _allBytes = files.Sum(file => new FileInfo(file.Path).Length);
                foreach (var file in files)
                {
                    var plan = _plan.Of(file, databases.Lazy);
                    _plans.Add(plan);
                    var before = _records;
                    var sha = plan.Form == FileForm.Parquet ? ReadParquet(plan, databases.Lazy.Value) : ReadText(plan);
                    if (_records == before) throw new DataRefusedException($"{file.Name} has no rows; at least one row is needed", file.Name, 1);
                    var bytes = new FileInfo(file.Path).Length;
                    _inputs.Add(new DataInput(file.RecordName, sha, bytes, _records - before));
                    _bytesBefore += bytes;
                }

                _rows.Close();
                Flush();
                _staging.Settle(_inputs);
                var after = _staging.Commit(_inputs, _cancellation);
                return new IngestReport(
                    _records, _staging.New, _staging.Same, _staging.Replaced, _aside.Count, _staging.PartsWritten, _rows.Symbols.Texts.Count,
                    _inputs, [.. _plan.Notes, .. _staging.NotesOfDeleted, .. _staging.Notes], Catalogue.HashOf(after.Datasets));
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException && !_source.DryRun)
            {
                _staging.Discard();
                throw StoreFolder.NotWritten(_staging.Folder, refused);
            }
            catch
            {
                _staging.Discard();
                throw;
            }
        }

        private string ReadText(FilePlan plan)
        {
            using var blocks = new TextBlocks(plan);
            var parsing = new Queue<(Task<ParsedBlock> Task, byte[] Buffer, long Position)>();
            var line = blocks.LinesBefore;
            try
            {
                while (true)
                {
                    while (parsing.Count <= _source.Threads && blocks.Next() is { } block)
                    {
                        parsing.Enqueue((Task.Run(() => new TextParser(plan, _source.Quarantine, _spare).Parse(block.Text), CancellationToken.None), block.Buffer, blocks.Position));
                    }

                    if (parsing.Count == 0) return blocks.Sha256;
                    var (task, buffer, position) = parsing.Dequeue();
                    var parsed = task.GetAwaiter().GetResult();
                    ArrayPool<byte>.Shared.Return(buffer);
                    Take(parsed, plan, line);
                    line += parsed.LineCount;
                    parsed.Clear();
                    _spare.Add(parsed);
                    Report(_bytesBefore + position);
                }
            }
            finally
            {
                foreach (var (task, _, _) in parsing) task.Wait(CancellationToken.None);
            }
        }

        private string ReadParquet(FilePlan plan, DuckDbDatabase database)
        {
            var hashing = Task.Run(() => FileHash.Sha256(plan.File.Path), CancellationToken.None);
            var row = 0;
            foreach (var parsed in ParquetBlocks.Read(plan, database, _source.Quarantine, _cancellation))
            {
                Take(parsed, plan, row);
                row += parsed.LineCount;
            }

            return hashing.GetAwaiter().GetResult();
        }

        private void Take(ParsedBlock parsed, FilePlan plan, int line)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (parsed.Faults.Count > 0 && !_source.Quarantine)
                throw (parsed.Faults[0] with { Line = parsed.Faults[0].Line + line }).Refuse(plan);
            foreach (var fault in parsed.Faults) _aside.Add(_plans.Count - 1, fault with { Line = fault.Line + line });
            _records += parsed.Records;
            _rows.Add(parsed, plan, _plans.Count - 1, line);
            if (_rows.Held > _source.Memory) Flush();
        }

        private void Flush() => _staging.Write(_rows.Take(), done => _progress?.Report(new IngestProgress(
            ShareOfReading + ((1 - ShareOfReading) * done), "sorting and writing")), _cancellation);

        private void Report(long position) => _progress?.Report(new IngestProgress(
            _allBytes == 0 ? 0 : ShareOfReading * position / _allBytes, "reading"));
    }

    /// <summary>A database that is opened when a Parquet file first needs it.</summary>
    private sealed class OneDatabase(int threads) : IDisposable
    {
        public Lazy<DuckDbDatabase> Lazy { get; } = new(() => DuckDbDatabase.Open(threads));

        public void Dispose()
        {
            if (Lazy.IsValueCreated) Lazy.Value.Dispose();
        }
    }
}
