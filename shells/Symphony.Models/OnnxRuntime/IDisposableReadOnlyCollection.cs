using System;
using System.Collections.Generic;

namespace Symphony.Models.OnnxRuntime;

/// <summary>Values that are disposed of together.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyList<T>, IDisposable;
