# rowlock_room(<name> SOURCES <file>... [USES <room>...])
#
# One folder of lib/ as a static library RowlockX. A room may use only the rooms
# it names; the order of the rooms is the one of docs/architecture.md.
function(rowlock_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES" ${ARGN})
  add_library(Rowlock${name} STATIC ${ROOM_SOURCES})
  rowlock_compile_options(Rowlock${name})
  list(TRANSFORM ROOM_USES PREPEND Rowlock)
  target_link_libraries(Rowlock${name} PUBLIC ${ROOM_USES})
endfunction()

# Warnings are errors in our own code; LLVM's headers are system headers.
function(rowlock_compile_options target)
  target_include_directories(${target} PUBLIC
    ${PROJECT_SOURCE_DIR}/lib ${PROJECT_BINARY_DIR}/lib)
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wno-unused-parameter -Werror
      -fvisibility-inlines-hidden>)
endfunction()
