# What goes into a mail comes out again in another language; nothing is added.
# shellcheck disable=SC2154  # the runner sets here and tools
python3 "$here/lib/mail_readback.py" "$tools/mail_message" 300
