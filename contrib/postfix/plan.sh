# shellcheck shell=bash disable=SC2154 # variables of phimilter-postfix, which reads this file
# What phimilter-postfix sets: the fragments with this installation's values in them.

# The members of a list setting as they were, without the commas at its ends.
list_with_former()
{
	local value=${1//@FORMER@/"$2"}
	value=${value%, }
	printf '%s' "${value/@SOCKET@/"$socket"}"
}

# The lines of a fragment, and with --split those of another.
fragments()
{
	fragment_lines "$1"
	[ "$split" = no ] || fragment_lines "$2"
}

plan_main()
{
	local name value
	while read -r name _ value; do
		printf 'main %s %s\n' "$name" "$(list_with_former "$value" "$(original_main "$name")")"
	done < <(fragments main.cf main_split.cf)
}

plan_overrides()
{
	local client line name
	while read -r client; do
		while IFS= read -r line; do
			printf 'override %s/%s %s\n' "$client" "${line%%=*}" "${line#*=}"
		done < <(fragment_lines encrypting_client)
		# Without any trust anchor no certificate could ever be verified.
		if [ -z "$(effective smtp_tls_CAfile)$(effective smtp_tls_CApath)" ]; then
			for name in smtp_tls_CAfile smtp_tls_CApath; do
				[ -z "$(original_override "$client/$name")" ] || continue 2
			done
			printf 'override %s/smtp_tls_CAfile %s\n' "$client" /etc/ssl/certs/ca-certificates.crt
		fi
	done < <(smtp_clients)
}

# The options the client of default_transport had before, for phi-clear.
original_options()
{
	local key name value level=
	level=$(original_override "$1/smtp_tls_security_level")
	while IFS= read -r key; do
		name=${key##*/}
		value=$(original_override "$key")
		if [ "${key%/*}" != "$1" ] || [ "$name" = smtp_tls_security_level ]; then
			continue
		elif [ -n "${set_by_us["override $key"]+x}" ] && [ -z "${former["override $key"]+x}" ]; then
			continue
		fi
		case $value in
		*[[:space:]]*) printf -- '-o {%s=%s} ' "$name" "$value" ;;
		*) printf -- '-o %s=%s ' "$name" "$value" ;;
		esac
	done < <(printf '%s\n' "${!override[@]}" | sort)
	: "${level:=$(effective smtp_tls_security_level)}"
	case $level in
	none) printf -- '-o smtp_tls_security_level=may' ;;
	'') [ "$(effective smtp_enforce_tls)" = yes ] || printf -- '-o smtp_tls_security_level=may' ;;
	*) [ "$level" = "$(effective smtp_tls_security_level)" ] || printf -- '-o smtp_tls_security_level=%s' "$level" ;;
	esac
}

plan_services()
{
	local client options line macros ehlo
	client=$(effective default_transport)/unix
	options=$(original_options "$client")
	ehlo=$(original_override "$client/smtp_discard_ehlo_keywords")
	: "${ehlo:=$(effective smtp_discard_ehlo_keywords)}"
	macros=$(original_main milter_macro_defaults)
	# postconf takes braces away where they are not needed.
	macros=${macros:+{milter_macro_defaults=phi_split=copy $macros\}}
	: "${macros:=milter_macro_defaults=phi_split=copy}"
	while IFS= read -r line; do
		line=${line//@PORT@/"$port"}
		line=${line//@SPLIT_PORT@/"$split_port"}
		line=${line//@CHROOT@/"${chroot[$client]}"}
		line=${line//@CLEANUP_CHROOT@/"${chroot[cleanup/unix]-n}"}
		line=${line/@MACROS@/"$macros"}
		line=${line//@NOTICE_EHLO@/"silent-discard,dsn${ehlo:+,${ehlo//[[:space:]]/,}}"}
		line=$(squeeze "${line//@OPTIONS@/"$options"}")
		set -f
		# shellcheck disable=SC2086 # the words of the entry
		set -- $line
		set +f
		printf 'service %s/%s %s\n' "$1" "$2" "$line"
	done < <(fragments master.cf master_split.cf)
}

plan_write()
{
	plan_services
	plan_overrides
	plan_main
}

# The first setting that adds copies: recipients the daemon never saw, who may be local.
copies_setting()
{
	local name
	for name in always_bcc sender_bcc_maps recipient_bcc_maps; do
		[ -z "$(effective $name)" ] || { printf '%s' "$name"; return; }
	done
}

# A table of $config/phimilter on standard output.
table_write()
{
	local clear=phi-clear: sort="phi-sort:[127.0.0.1]:$port" name
	local notice=phi-notice: notice_sort="phi-notice-sort:[127.0.0.1]:$port"
	[ -z "$(copies_setting)" ] || { clear=$sort; notice=$notice_sort; }
	local pieces=("$share/$1.fragment")
	[ "$1 $split" != "verdict_checks yes" ] || pieces+=("$share/split_checks.fragment")
	sed -e "s/@CLEAR@/$clear/" -e "s/@SORT@/$sort/" -e "s/@NOTICE@/$notice/" -e "s/@NOTICE_SORT@/$notice_sort/" \
		-e "s/@SPLIT@/phi-split:[127.0.0.1]:$split_port/" "${pieces[@]}"
	[ "$1" = tls_policy ] || return 0
	for name in ${nexthops[@]+"${nexthops[@]}"}; do
		printf '%s may\n' "$name"
	done
}
