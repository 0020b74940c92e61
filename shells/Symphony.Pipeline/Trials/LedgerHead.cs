using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>What a ledger's file holds, kept beside it: lines cannot be cut from its end unnoticed.</summary>
/// <param name="Study">The study.</param>
/// <param name="Records">How many records there are.</param>
/// <param name="Bytes">How long they are in the file.</param>
/// <param name="Hash">Hash of the last one; empty when there is none.</param>
/// <param name="Appending">The lines that are being appended; empty when none are.</param>
/// <remarks>
/// Lines are named here before they are appended, and the head moves on after. A process that dies between
/// the two leaves a beginning of these very lines, which the next one to append completes: nothing that was
/// acknowledged is lost, and nothing else is taken for an accident.
/// </remarks>
internal sealed record LedgerHead(string Study, int Records, long Bytes, string Hash, IReadOnlyList<string> Appending)
{
    private const int Format = 1;

    /// <summary>The bytes of the lines that are being appended.</summary>
    internal byte[] AppendingBytes => BytesOf(Appending);

    internal static byte[] BytesOf(IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    internal byte[] ToBytes() => CanonicalJson.Bytes(new JsonObject
    {
        ["format"] = Format,
        ["study"] = Study,
        ["records"] = Records,
        ["bytes"] = Bytes,
        ["head"] = Hash,
        ["appending"] = new JsonArray([.. Appending.Select(line => (JsonNode)line)]),
    });

    internal static LedgerHead Of(string file, string study, byte[] bytes)
    {
        try
        {
            var node = JsonNode.Parse(bytes);
            var format = CanonicalJson.Needed(node, "format").GetValue<int>();
            if (format > Format)
                throw new LedgerRefusedException(file, $"its format is {format}, newer than the {Format} this version reads");
            var head = new LedgerHead(
                CanonicalJson.Needed(node, "study").GetValue<string>(),
                CanonicalJson.Needed(node, "records").GetValue<int>(),
                CanonicalJson.Needed(node, "bytes").GetValue<long>(),
                CanonicalJson.Needed(node, "head").GetValue<string>(),
                CanonicalJson.Texts(CanonicalJson.Needed(node, "appending")));
            if (head.Records < 0 || head.Bytes < 0) throw new FormatException("negative");
            return head.Study == study
                ? head
                : throw new LedgerRefusedException(file, $"it is the head of the study '{head.Study}', not of '{study}'");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new LedgerRefusedException(file, "it is not the head of a ledger; the ledger was changed after it was written");
        }
    }
}
