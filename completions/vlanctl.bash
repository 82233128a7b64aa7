# Completion of vlanctl for bash. What there is to complete is asked of the program's own help.
_vlanctl() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    words=$(vlanctl --help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p')
  elif [ "$before" = --format ]; then
    words=$(vlanctl "$command" --help 2>/dev/null | sed -n 's/.*--format=\([a-z|]*\).*/\1/p' | tr '|' ' ')
  elif [ "$before" = --explain ] && [ "$command" = lint ]; then
    words=$(vlanctl lint --explain all 2>/dev/null | sed -n 's/^## \(VL[0-9]*\) .*/\1/p')
  elif [[ $word == -* ]]; then
    words=$(vlanctl "$command" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u)
  else
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _vlanctl vlanctl
