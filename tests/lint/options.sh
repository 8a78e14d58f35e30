#!/bin/sh
# The options that --help names and those that the manual page names are the
# same; every program has a page with EXIT STATUS and EXAMPLES.
#
# usage: options.sh BUILD-DIRECTORY
set -eu

bin=$1/bin
bad=0
common="--help --version --quiet --verbose --now --book"
for main in cmd/toll.c cmd/toll-*.c; do
	[ -e "$main" ] || continue
	name=$(basename "$main" .c)
	page=cmd/$name.1
	if [ ! -e "$page" ]; then
		echo "$name: there is no $page" >&2
		bad=1
		continue
	fi
	for section in "EXIT STATUS" EXAMPLES; do
		grep -q "^\.Sh $section" "$page" || {
			echo "$page: no $section" >&2
			bad=1
		}
	done
	help=$("$bin/$name" --help) || {
		echo "$name --help: status $?" >&2
		bad=1
		continue
	}
	said=$(echo "$help" | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u)
	# ".Fl -name", ".It Fl b , Fl -name Ns = Ns Ar x"
	written=$(grep -E '^\.' "$page" | grep -oE '(Fl|,) -[a-z][a-z0-9-]*' |
	    sed 's/^.* -/--/' | sort -u)
	for option in $said; do
		case " $common " in *" $option "*) continue ;; esac
		echo "$written" | grep -qxE -- "$option|--no-${option#--}" || {
			echo "$page: does not name $option" >&2
			bad=1
		}
	done
	# What is offered (not what is said of other programs) must be taken.
	offered=$(grep -E '^\.(It|Op) ' "$page" |
	    grep -oE '(Fl|,) -[a-z][a-z0-9-]*' | sed 's/^.* -/--/' | sort -u)
	for option in $offered; do
		case " $common " in *" $option "*) continue ;; esac
		# --no-NAME is the other form of a flag.
		plain=--${option#--no-}
		echo "$said" | grep -qxE -- "$option|$plain" || {
			echo "$page: $option is not in --help" >&2
			bad=1
		}
	done
done
exit $bad
