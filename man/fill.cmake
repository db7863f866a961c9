# Writes OUT: IN with each line @KIND@ or @KIND ARGUMENT@ replaced by what TABLES (a command) prints.
file(READ ${IN} text)
while(text MATCHES "\n@([a-z-]+)( ([a-z]+))?@\n")
	set(marker "${CMAKE_MATCH_0}")
	execute_process(COMMAND ${TABLES} ${CMAKE_MATCH_1} ${CMAKE_MATCH_3}
		OUTPUT_VARIABLE table RESULT_VARIABLE result)
	if(NOT result EQUAL 0)
		message(FATAL_ERROR "${IN}: nexa-tables cannot print ${marker}")
	endif()
	string(REPLACE "${marker}" "\n${table}" text "${text}")
endwhile()
file(WRITE ${OUT} "${text}")
