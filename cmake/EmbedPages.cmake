# cmake -DFOLDER=<docs/checks> -DOUTPUT=<file> -P EmbedPages.cmake
#
# The pages as entries of a C++ table.
file(GLOB pages ${FOLDER}/*.md)
list(SORT pages)
set(text "")
foreach(page IN LISTS pages)
  get_filename_component(name ${page} NAME)
  file(READ ${page} content)
  string(APPEND text "{\"${name}\", R\"page(${content})page\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
