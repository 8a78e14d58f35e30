# Sourced by cases: rating as tasks, one after the other.
#	maps DIR N		all map tasks
#	reduces DIR S		all reduce tasks
#	all_tasks BOOK PERIOD DIR N S	from --part to --merge
maps() {
	i=0
	while [ $i -lt "$2" ]; do
		toll-rate -q --tasks "$1" --map $i/"$2" || return
		i=$((i + 1))
	done
}

reduces() {
	i=0
	while [ $i -lt "$2" ]; do
		toll-rate -q --tasks "$1" --reduce $i/"$2" || return
		i=$((i + 1))
	done
}

all_tasks() {
	toll-rate -q -B "$1" -p "$2" --part --tasks "$3" --maps "$4" \
	    --shards "$5" && maps "$3" "$4" && reduces "$3" "$5" &&
	{ toll-rate -q -B "$1" --merge --tasks "$3" || [ $? -eq 1 ]; }
}
