using System.CommandLine;

namespace Symphony.Cli.Commands;

/// <summary>Prints the lines that teach a shell to complete verbs, flags and their values.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        _symphony_complete() {
            local IFS=$'\n'
            COMPREPLY=($(symphony "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _symphony_complete symphony
        """;

    private const string Zsh =
        """
        _symphony() {
            local -a suggestions
            suggestions=("${(@f)$(symphony "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a suggestions
            _files
        }
        compdef _symphony symphony
        """;

    private const string Fish =
        """
        complete -c symphony -a '(symphony "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    private const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName symphony -ScriptBlock {
            param($word, $line, $position)
            symphony "[suggest:$position]" "$line" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }
        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command(
            "completion",
            "Print the completion script of a shell, for instance: eval \"$(symphony completion bash)\"")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            terminal.WriteRaw(parsed.GetValue(shell) switch
            {
                "zsh" => Zsh,
                "fish" => Fish,
                "pwsh" => PowerShell,
                _ => Bash,
            } + "\n");
            return ExitCode.Done;
        });
        return command;
    }
}
