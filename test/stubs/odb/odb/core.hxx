#pragma once
#include <odb/forward.hxx>
