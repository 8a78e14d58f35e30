/*
 * peak FILE COMMAND [ARGUMENT...]: run the command and write the most memory it
 * had, in KiB, to FILE.  Its exit status is that of the command.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct rusage used;
	int status;
	pid_t pid;
	FILE *f;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: peak FILE COMMAND...\n");
		return 64;
	}
	pid = fork();
	if (pid == 0) {
		(void)execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) != pid) {
		perror("peak");
		return 71;
	}
	f = fopen(argv[1], "w");
	if (f == NULL || fprintf(f, "%ld\n", used.ru_maxrss) < 0 ||
	    fclose(f) != 0) {
		perror(argv[1]);
		return 74;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
