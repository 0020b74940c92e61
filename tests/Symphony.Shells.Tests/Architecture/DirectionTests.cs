using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Architecture;

/// <summary>Who may lean on whom, and how long a file may be.</summary>
[TestFixture]
public sealed class DirectionTests
{
    private const int LinesAtMost = 650;

    private static readonly Dictionary<string, string[]> PermittedProjects = new()
    {
        ["Symphony.Core"] = [],
        ["Symphony.Data"] = ["Symphony.Core"],
        ["Symphony.Models"] = ["Symphony.Core"],
        ["Symphony.Reports"] = ["Symphony.Core"],
        ["Symphony.Pipeline"] = ["Symphony.Core", "Symphony.Data", "Symphony.Models", "Symphony.Reports"],
        ["Symphony.Cli"] = ["Symphony.Core", "Symphony.Data", "Symphony.Models", "Symphony.Reports", "Symphony.Pipeline"],
    };

    private static readonly string[] PermittedCorePackages =
        ["FSharp.Core", "System.Numerics.Tensors", "MathNet.Numerics"];

    [Test]
    public void Each_project_leans_only_on_those_below_it()
    {
        var offences = Projects().SelectMany(project => Offences(project.Key, ProjectReferences(project.Value)));
        Assert.That(offences, Is.Empty);
    }

    [Test]
    public void A_shell_that_sees_another_shell_is_caught()
    {
        Assert.That(Offences("Symphony.Data", ["Symphony.Core", "Symphony.Models"]), Has.Exactly(1).Items);
        Assert.That(Offences("Symphony.Core", ["Symphony.Reports"]), Has.Exactly(1).Items);
        Assert.That(Offences("Symphony.Unheard", []), Has.Exactly(1).Items);
    }

    [Test]
    public void The_core_references_three_packages_and_no_other()
    {
        var references = File.ReadAllLines(Path.Combine(Root(), "core", "Symphony.Core", "paket.references"))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("group", StringComparison.Ordinal));
        Assert.That(references.Except(PermittedCorePackages), Is.Empty);
    }

    [Test]
    public void No_source_file_passes_the_wall_of_650_lines()
    {
        string[] areas = ["core", "shells", "bench", "tests", "samples"];
        string[] endings = [".fs", ".fsi", ".fsx", ".cs"];
        var tooLong =
            from area in areas
            let folder = Path.Combine(Root(), area)
            where Directory.Exists(folder)
            from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            where endings.Contains(Path.GetExtension(file)) && !IsBuildOutput(file)
            let lines = File.ReadLines(file).Count()
            where lines > LinesAtMost
            select $"{Path.GetRelativePath(Root(), file)}: {lines} lines";
        Assert.That(tooLong, Is.Empty);
    }

    private static IEnumerable<string> Offences(string project, IEnumerable<string> references) =>
        PermittedProjects.TryGetValue(project, out var permitted)
            ? references.Except(permitted).Select(reference => $"{project} -> {reference}")
            : [$"{project} has no place in the order of dependencies"];

    private static Dictionary<string, string> Projects() =>
        new[] { "core", "shells" }
            .SelectMany(area => Directory.EnumerateFiles(Path.Combine(Root(), area), "*.*proj", SearchOption.AllDirectories))
            .Where(file => !IsBuildOutput(file))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => file);

    private static IEnumerable<string> ProjectReferences(string file) =>
        XDocument.Load(file).Descendants("ProjectReference")
            .Select(element => element.Attribute("Include")?.Value ?? "")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static bool IsBuildOutput(string file) =>
        file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Symphony.Core.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }
}
