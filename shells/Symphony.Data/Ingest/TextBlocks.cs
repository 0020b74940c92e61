using System;
using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using Symphony.Data.Files;

namespace Symphony.Data.Ingest;

/// <summary>A stretch of a text file that ends where a record ends; its buffer is rented.</summary>
/// <param name="Buffer">The bytes.</param>
/// <param name="Start">Where the first record begins.</param>
/// <param name="Length">How many bytes the records have.</param>
internal readonly record struct TextBlock(byte[] Buffer, int Start, int Length)
{
    /// <summary>The records.</summary>
    public ReadOnlySpan<byte> Text => Buffer.AsSpan(Start, Length);
}

/// <summary>Reads a text file in stretches of whole records, and hashes the file on the way.</summary>
internal sealed class TextBlocks : IDisposable
{
    private const int BlockBytes = 1 << 21;
    private const int LongestRecord = 1 << 26;
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';

    private readonly FilePlan _plan;
    private readonly HashingStream _raw;
    private readonly Stream _text;
    private byte[] _rest = [];
    private int _restLength;
    private long _textBytes;
    private bool _begun;
    private bool _ended;

    /// <summary>Opens a text file.</summary>
    /// <param name="plan">The file.</param>
    public TextBlocks(FilePlan plan)
    {
        _plan = plan;
        _raw = new HashingStream(plan.File.Open());
        _text = plan.Form == FileForm.GzipText ? new GZipStream(_raw, CompressionMode.Decompress, leaveOpen: true) : _raw;
    }

    /// <summary>How many bytes of the file were read.</summary>
    public long Position => _raw.Count;

    /// <summary>Lines before the first record: 1 for a header.</summary>
    public int LinesBefore => _plan.HasHeader ? 1 : 0;

    /// <summary>The SHA-256 of the file, once it was read to its end.</summary>
    public string Sha256 { get; private set; } = string.Empty;

    /// <summary>The next stretch; null at the end.</summary>
    public TextBlock? Next()
    {
        if (_ended) return null;
        var size = BlockBytes;
        while (true)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, _restLength + 1));
            _rest.AsSpan(0, _restLength).CopyTo(buffer);
            var filled = Fill(buffer, _restLength);
            var whole = _ended ? filled : Cut(buffer.AsSpan(0, filled));
            if (whole == 0 && !_ended)
            {
                if (filled > LongestRecord)
                    throw new DataRefusedException($"{_plan.File.Name} has a line, or a quote that is not closed, of more than {LongestRecord} bytes; shorter lines are accepted", _plan.File.Name);
                KeepRest(buffer.AsSpan(0, filled));
                ArrayPool<byte>.Shared.Return(buffer);
                size = 2 * filled;
                continue;
            }

            KeepRest(buffer.AsSpan(whole, filled - whole));
            var start = _begun ? 0 : Skip(buffer.AsSpan(0, whole));
            _begun = true;
            return new TextBlock(buffer, start, whole - start);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _raw.Dispose();
    }

    private int Fill(byte[] buffer, int filled)
    {
        try
        {
            while (filled < buffer.Length)
            {
                var read = _text.Read(buffer, filled, buffer.Length - filled);
                if (read == 0)
                {
                    End();
                    break;
                }

                filled += read;
                _textBytes += read;
            }

            return filled;
        }
        catch (InvalidDataException)
        {
            throw Inspection.Damaged(_plan.File);
        }
    }

    private void End()
    {
        _ended = true;
        Sha256 = _raw.Finish();
        if (_plan.Form == FileForm.GzipText) Inspection.CheckTrailer(_plan.File, _textBytes);
    }

    /// <summary>Where the last whole record ends: a line's end before which quotes are in pairs; 0 for none.</summary>
    private static int Cut(ReadOnlySpan<byte> text)
    {
        var quotes = text.Count(Quote);
        if (quotes == 0) return text.LastIndexOf(LineFeed) + 1;
        while (true)
        {
            var at = text.LastIndexOfAny(Quote, LineFeed);
            if (at < 0) return 0;
            if (text[at] == LineFeed && (quotes & 1) == 0) return at + 1;
            if (text[at] == Quote) quotes--;
            text = text[..at];
        }
    }

    private void KeepRest(ReadOnlySpan<byte> rest)
    {
        if (_rest.Length < rest.Length) _rest = new byte[rest.Length * 2];
        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }

    /// <summary>Passes over the byte order mark and the header.</summary>
    private int Skip(ReadOnlySpan<byte> text)
    {
        var mark = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (!_plan.HasHeader) return mark;
        var end = text.IndexOf(LineFeed);
        return end < 0 ? text.Length : end + 1;
    }

    /// <summary>A file's bytes, hashed as they are read.</summary>
    private sealed class HashingStream(FileStream file) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position { get => Count; set => throw new NotSupportedException(); }

        /// <summary>Reads what is left, and gives the hash of all.</summary>
        public string Finish()
        {
            var buffer = new byte[1 << 14];
            while (Read(buffer, 0, buffer.Length) > 0)
            {
            }

            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = file.Read(buffer);
            _hash.AppendData(buffer[..read]);
            Count += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
