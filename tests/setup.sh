#!/bin/sh
# Install the Debian 12 packages that are missing: as root, through sudo, or by
# saying exactly what to do.  Quick when nothing is missing.
#
# usage: setup.sh build|check|machines
set -eu

build="gcc make pkg-config libxlsxwriter-dev libhpdf-dev libcsv-dev
libcurl4-openssl-dev libsqlite3-dev libpcre2-dev libglib2.0-dev libssl-dev
libqpdf-dev libxml2-dev libzstd-dev zlib1g-dev libpng-dev libjpeg-dev
fonts-liberation2 fonttools icc-profiles-free sqlite3 tzdata ca-certificates"

check="clang libclang-rt-14-dev strace poppler-utils qpdf mandoc shellcheck
libxml2-utils python3 libreoffice-calc-nogui postfix sasl2-bin
libsasl2-modules openssl zstd procps"

# Engines that rating on many machines is tested on.  Their daemons are not
# started; without them those tests are skipped.
machines="slurmctld slurmd slurm-client munge parallel"

case ${1:-} in
build) want=$build ;;
check) want="$build $check" ;;
machines) want=$machines ;;
*) echo "usage: setup.sh build|check|machines" >&2; exit 64 ;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo "setup.sh: this is not Debian; needed are the counterparts of:" >&2
	# shellcheck disable=SC2086  # a list of words
	echo $want >&2
	exit 0
fi

# shellcheck disable=SC2086
have=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Provides}\n' \
    2>/dev/null | sed -n 's/^ii *//p' | sed 's/([^)]*)//g' | tr -s ' ,\n' ' ')
missing=
for p in $want; do
	case " $have " in
	*" $p "*) ;;
	*) missing="$missing $p" ;;
	esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
	as=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	as="sudo -n"
else
	echo "Some packages are missing. Please run, as root:" >&2
	echo "	apt-get install --no-install-recommends$missing" >&2
	exit 1
fi

echo "setup.sh: installing (this may take some minutes)$missing" >&2
# Servers that come along must not be started: we run our own instances.
# policy-rc.d says so to the packages; one that is there already stays.
policy=/usr/sbin/policy-rc.d
ours=no
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | $as tee "$policy" >/dev/null
	$as chmod 755 "$policy"
	ours=yes
fi
log=$(mktemp)
drop() {
	rm -f "$log"
	[ "$ours" = no ] || $as rm -f "$policy"
}
trap drop EXIT
apt="env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -qq -y
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
# What it says is of interest only when it fails.  A list of packages that is
# out of date, or not there, is fetched and tried again.
# shellcheck disable=SC2086
{
	$as $apt install --no-install-recommends $missing </dev/null ||
	    { $as $apt update </dev/null &&
	    $as $apt install --no-install-recommends $missing </dev/null; }
} >"$log" 2>&1 || {
	cat "$log" >&2
	exit 1
}
