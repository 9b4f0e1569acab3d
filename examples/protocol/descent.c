/* Gradient descent for descentcheck, in C: cc -O2 -o descent descent.c
 *
 * The program is told what to do in lines of words on its standard input, and answers in lines on its standard output.
 *   > hello 1 step step w g eta          < ready 1 C
 *   > run 7 W 2 steps 3 N 1 eta 0.25 w 1.0 -2.0
 *   > step 1 g 3.0 0.5                   < at 1 0.25 -2.125
 *   > end                              < done
 * Numbers have 17 digits, so that they come back as the same doubles. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 64

static double w[MOST];
static double eta;
static int width;

/* Reads `count` numbers. */
static void numbers(double *into, int count) {
    for (int i = 0; i < count; i++) {
        char *word = strtok(NULL, " \n");
        into[i] = word ? strtod(word, NULL) : 0.0;
    }
}

/* Reads the words of a run: each name is followed by its value. */
static void begin(void) {
    char *name;
    strtok(NULL, " \n"); /* the number of the run */
    while ((name = strtok(NULL, " \n")) != NULL) {
        if (strcmp(name, "w") == 0) {
            numbers(w, width);
        } else {
            double value;
            numbers(&value, 1);
            if (strcmp(name, "W") == 0) width = value <= MOST ? (int)value : MOST;
            if (strcmp(name, "eta") == 0) eta = value;
        }
    }
}

static void step(void) {
    char *t = strtok(NULL, " \n");
    double g[MOST];
    strtok(NULL, " \n"); /* the word `g` */
    numbers(g, width);
    printf("at %s", t);
    for (int i = 0; i < width; i++) {
        w[i] -= eta * g[i];
        printf(" %.17g", w[i]);
    }
    printf("\n");
}

int main(void) {
    static char line[1 << 16];
    while (fgets(line, sizeof line, stdin)) {
        char *word = strtok(line, " \n");
        if (word == NULL) continue;
        if (strcmp(word, "hello") == 0) printf("ready 1 C\n");
        if (strcmp(word, "run") == 0) begin();
        if (strcmp(word, "step") == 0) step();
        if (strcmp(word, "end") == 0) printf("done\n");
        fflush(stdout);
    }
    return 0;
}
