# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of commands, options and their values in bash. It asks `sluice --help` itself, so it always fits the
# program that is installed.

# _sluice_commands: the commands that a help text on standard input lists.
_sluice_commands() { sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\) .*/\1/p'; }

# _sluice_options: its options, one a line.
_sluice_options() { sed -n 's/^  \(-[^ ]*\).*/\1/p' | tr , '\n'; }

# _sluice_value OPTION: what kind of value an option takes: FILE, another word, {a,b}, or nothing.
_sluice_value() {
  local line
  line=$(sed -n "s/^  \(-[a-z],\)\{0,1\}$1\(,[^ ]*\)\{0,1\} \(.*\)/\3/p")
  if [[ $line =~ ^[A-Z:]*(\{[^}]*\}) ]]; then
    printf '%s\n' "${BASH_REMATCH[1]}"
  elif [[ $line =~ ^([A-Z][A-Z=]*)([[:space:]]|$) && ${BASH_REMATCH[1]} != REQUIRED ]]; then
    printf '%s\n' "${BASH_REMATCH[1]}"
  fi
}

# _sluice_reply CANDIDATES: those that begin with $current.
_sluice_reply() {
  local found
  found=$(compgen -W "$1" -- "$current") && mapfile -t COMPREPLY <<<"$found"
}

_sluice_reply_files() {
  local found
  compopt -o filenames 2>/dev/null
  found=$(compgen -f -- "$current") && mapfile -t COMPREPLY <<<"$found"
}

_sluice() {
  local program=${COMP_WORDS[0]/#\~/$HOME} current=${COMP_WORDS[COMP_CWORD]} path=() help word option value commands
  COMPREPLY=()
  help=$("$program" --help 2>/dev/null) || return 0
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if _sluice_commands <<<"$help" | grep -qxe "$word"; then
      path+=("$word")
      help=$("$program" "${path[@]}" --help 2>/dev/null) || return 0
    fi
  done

  # bash splits --option=value into three words.
  option=${COMP_WORDS[COMP_CWORD - 1]}
  if [[ $current == = ]]; then
    current=
  elif [[ $option == = && $COMP_CWORD -gt 1 ]]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if [[ $option == --* ]]; then value=$(_sluice_value "$option" <<<"$help"); fi

  commands=$(_sluice_commands <<<"$help")
  case ${value:-} in
    FILE) _sluice_reply_files ;;
    '{'*) _sluice_reply "$(tr -d '{}' <<<"$value" | tr , ' ')" ;;
    ?*) ;;
    *)
      if [[ $current == -* ]]; then
        _sluice_reply "$(_sluice_options <<<"$help")"
      elif [[ -n $commands ]]; then
        _sluice_reply "$commands"
      else
        _sluice_reply_files
      fi
      ;;
  esac
}

complete -F _sluice sluice
