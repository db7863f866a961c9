# Writes OUT: `const char NAME[]` with the text of FILE.
file(READ ${FILE} text)
string(REGEX REPLACE "\\\\" "\\\\\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REPLACE "\n" "\\n\"\n\t\"" text "${text}")
file(WRITE ${OUT} "/* Made from src/nexad/demo/decks by the build. */\n#include \"demo.h\"\n\nconst char ${NAME}[] =\n\t\"${text}\";\n")
