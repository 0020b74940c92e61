using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Models;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Models;

/// <summary>A stack's folder says which rows of its frozen batch are of one date.</summary>
public sealed class StackFolderTests
{
    private static readonly Dictionary<string, string> Training = new() { ["method"] = "weights" };

    private TemporaryFolder scratch = null!;

    [SetUp]
    public void Make() => scratch = new TemporaryFolder();

    [TearDown]
    public void Remove() => scratch.Dispose();

    [TestCase(1)]
    [TestCase(1, 1)]
    [TestCase(3, 1)]
    [TestCase(3, 0)]
    public void Dates_of_other_rows_than_the_frozen_batch_has_are_refused_when_written_and_when_read(params int[] rows)
    {
        var folder = scratch.Of("stack");
        var said = string.Join(", ", rows) + " rows, but the frozen batch has 3";
        Assert.That(() => Write(folder, rows), Throws.TypeOf<ModelRefusedException>().With.Message.Contains(said));
        Assert.That(Directory.Exists(folder), Is.False);
        Write(folder, 1, 2);
        var path = Path.Combine(folder, StackFolder.StackName);
        var written = JsonNode.Parse(File.ReadAllText(path))!;
        written["frozenDateRows"] = new JsonArray([.. System.Array.ConvertAll(rows, count => JsonValue.Create(count))]);
        File.WriteAllText(path, written.ToJsonString());
        Assert.That(() => StackFolder.Read(folder), Throws.TypeOf<ModelRefusedException>().With.Message.Contains(said));
    }

    private static void Write(string folder, params int[] rows) => StackFolder.Write(
        folder, ModelStacking.Stated(["a", "b"], [1, 2], ScoreScale.Standard), Training, new FrozenBatch(["x"], new double[] { 1, 2, 3 }, new double[] { 0, -1, 1 }), rows);
}
