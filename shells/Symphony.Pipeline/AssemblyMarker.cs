namespace Symphony.Pipeline;

/// <summary>Stands for this assembly until its first type is here.</summary>
internal static class AssemblyMarker;
