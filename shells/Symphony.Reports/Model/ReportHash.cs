namespace Symphony.Reports;

/// <summary>The hash of one thing the report rests on.</summary>
/// <param name="Kind">Input, Output, Configuration or Code: rows of a kind stand together.</param>
/// <param name="Name">What was hashed (a file's name, never a path).</param>
/// <param name="Hash">The hash in hexadecimal, or a version.</param>
public sealed record ReportHash(string Kind, string Name, string Hash);
