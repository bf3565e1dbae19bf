# shellcheck shell=bash disable=SC2034,SC2154 # $logs and $PACKAGES are the scripts'
# What ./run-tests and ./run-demo share: the packages, and saying what goes on.

case $(dpkg --print-architecture 2>/dev/null) in
amd64 | i386) HYPERSCAN=libhyperscan-dev ;;
*) HYPERSCAN=libvectorscan-dev ;;
esac

PACKAGES=(autoconf automake gcc make libc6-dev pkg-config libssl-dev libconfig-dev libgmime-3.0-dev "$HYPERSCAN"
	libjansson-dev libldap-dev liblmdb-dev libmilter-dev libsystemd-dev libzstd-dev check postfix openssl
	python3 util-linux zstd)

as_root()
{
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -E "$@"; fi
}

packages_install()
{
	local package
	local -a missing=()
	for package in "$@"; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	echo "installing: ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	# Postfix and slapd are needed as programs: they get no configuration and are not started.
	printf '%s\n' "postfix postfix/main_mailer_type select No configuration" \
		"slapd slapd/no_configuration boolean true" | as_root debconf-set-selections || return 1
	as_root apt-get -qq update || return 1
	as_root apt-get -qq install --no-install-recommends -y "${missing[@]}"
}

step_log()
{
	echo "$logs/${1//[ \/]/-}.log"
}

# step NAME COMMAND...: runs it in a shell of its own, its output in step_log NAME, and says how it went.
step()
{
	local name=$1 start=$SECONDS status log
	shift
	log=$(step_log "$name")
	printf '%-46s ' "$name"
	("$@") >"$log" 2>&1
	status=$?
	if [ $status -eq 0 ]; then
		printf 'ok     %4d s\n' $((SECONDS - start))
	else
		printf 'FAILED %4d s, see %s\n' $((SECONDS - start)) "$log"
	fi
	return $status
}
