using System;
using System.Linq;
using System.Text;

namespace Symphony.Shells.Tests.Cli;

/// <summary>
/// An ONNX model with a planted leak: the mean of its features less the mean of that over all rows it was given, as
/// a model that normalises each batch does. A score then answers to rows of later dates.
/// </summary>
internal static class BatchCentredModel
{
    private const int Doubles = 11, Integers = 7;

    /// <summary>The file's bytes, operator set 17; field numbers are those of ONNX's own description.</summary>
    public static byte[] Of(int features) =>
    [
        .. Number(1, 8),
        .. Part(7,
        [
            .. Part(1, Node("ReduceMean", ["features"], "own", axis: 1)),
            .. Part(1, Node("ReduceMean", ["own"], "all", axis: 0)),
            .. Part(1, Node("Sub", ["own", "all"], "scores", axis: null)),
            .. Text(2, "batch centred"),
            .. Part(11, Table("features", features)),
            .. Part(12, Table("scores", 1)),
        ]),
        .. Part(8, [.. Text(1, ""), .. Number(2, 17)]),
    ];

    private static byte[] Node(string operation, string[] inputs, string output, int? axis) =>
    [
        .. inputs.SelectMany(input => Text(1, input)),
        .. Text(2, output),
        .. Text(3, output),
        .. Text(4, operation),
        .. axis is { } number ? Part(5, [.. Text(1, "axes"), .. Number(8, number), .. Number(20, Integers)]) : [],
    ];

    private static byte[] Table(string name, int columns) =>
    [
        .. Text(1, name),
        .. Part(2, Part(1, [.. Number(1, Doubles), .. Part(2, [.. Part(1, Text(2, "rows")), .. Part(1, Number(1, columns))])])),
    ];

    private static byte[] Text(int field, string value) => Part(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Part(int field, byte[] value) => [.. Varint((field << 3) | 2), .. Varint(value.Length), .. value];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(int value) =>
        value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];
}
