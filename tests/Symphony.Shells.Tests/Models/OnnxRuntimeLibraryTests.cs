using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using NUnit.Framework;
using Symphony.Models;
using Symphony.Shells.Tests.Pipeline;

namespace Symphony.Shells.Tests.Models;

/// <summary>What was found where; and what is missing, in one sentence with the command that mends it.</summary>
public sealed class OnnxRuntimeLibraryTests
{
    [Test]
    public void The_library_is_found_with_its_version()
    {
        var status = OnnxRuntimeLibrary.Inspect();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.Problem, Is.Null);
            Assert.That(Version.Parse(status.Version!), Is.GreaterThanOrEqualTo(new Version(1, 20)));
            Assert.That(File.Exists(status.Path), Is.True, status.Path);
        }
    }

    [Test]
    public void A_variable_that_names_no_file_is_one_sentence_with_the_mending_command()
    {
        using var folder = new TemporaryFolder();
        var (problem, command) = InspectWith(folder.Of("absent.so"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem, Does.StartWith("ONNX Runtime is not at '"));
            Assert.That(problem, Does.Contain("where SYMPHONY_ONNXRUNTIME says it is"));
            Assert.That(problem, Does.Contain(command).And.Not.Contains("\n"));
        }
    }

    [Test]
    public void A_file_that_is_no_library_is_one_sentence_with_its_path()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("text.so");
        File.WriteAllText(path, "no library");
        var (problem, command) = InspectWith(path);
        Assert.That(
            problem, Does.StartWith($"ONNX Runtime at '{path}' cannot be loaded").And.Contains(command));
    }

    /// <summary>Inspects in a second copy of the assembly, since a process finds its library once.</summary>
    private static (string Problem, string Command) InspectWith(string path)
    {
        var before = Environment.GetEnvironmentVariable(OnnxRuntimeLibrary.EnvironmentVariable);
        Environment.SetEnvironmentVariable(OnnxRuntimeLibrary.EnvironmentVariable, path);
        var context = new AssemblyLoadContext("second copy", isCollectible: true);
        try
        {
            var copy = context.LoadFromAssemblyPath(typeof(OnnxRuntimeLibrary).Assembly.Location);
            var status = copy.GetType(typeof(OnnxRuntimeLibrary).FullName!)!
                .GetMethod(nameof(OnnxRuntimeLibrary.Inspect))!
                .Invoke(null, null)!;
            return (Text(status, nameof(NativeLibraryStatus.Problem)),
                Text(status, nameof(NativeLibraryStatus.MendingCommand)));
        }
        finally
        {
            context.Unload();
            Environment.SetEnvironmentVariable(OnnxRuntimeLibrary.EnvironmentVariable, before);
        }
    }

    private static string Text(object status, string property) =>
        (string)status.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(status)!;
}
