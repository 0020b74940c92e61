using System.Collections;
using System.Collections.Generic;

namespace Symphony.Models.OnnxRuntime;

/// <summary>The values a run returned.</summary>
internal sealed class OrtValueList(OrtValue[] values) : IDisposableReadOnlyCollection<OrtValue>
{
    public int Count => values.Length;

    public OrtValue this[int index] => values[index];

    public IEnumerator<OrtValue> GetEnumerator() =>
        ((IEnumerable<OrtValue>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (var value in values) value.Dispose();
    }
}
