/* The floor that lint is measured against: libyaml's events over a file, and nothing else. */
#include <stdio.h>
#include <yaml.h>

int
main (int argc, char **argv)
{
  FILE *file = argc > 1 ? fopen (argv[1], "rb") : NULL;
  yaml_parser_t parser;
  int done = 0;
  if (!file || !yaml_parser_initialize (&parser))
    return 1;
  yaml_parser_set_input_file (&parser, file);
  while (!done)
    {
      yaml_event_t event;
      if (!yaml_parser_parse (&parser, &event))
        return 1;
      done = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete (&event);
    }
  yaml_parser_delete (&parser);
  fclose (file);
  return 0;
}
