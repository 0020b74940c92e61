using System.Reflection;
using NUnit.Framework;

namespace Symphony.Shells.Tests;

/// <summary>Every shell is beside the tests that exercise it.</summary>
public sealed class ShellsLoadTests
{
    [TestCase("Symphony.Data")]
    [TestCase("Symphony.Models")]
    [TestCase("Symphony.Pipeline")]
    [TestCase("Symphony.Reports")]
    [TestCase("symphony")]
    public void A_shell_loads(string assembly) =>
        Assert.That(Assembly.Load(assembly).GetName().Name, Is.EqualTo(assembly));
}
